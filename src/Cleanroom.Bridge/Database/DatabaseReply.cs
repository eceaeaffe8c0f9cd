using System.Text;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Database;

/// <summary>Builds the envelopes of the database functions in the guest's scratch buffer.</summary>
readonly struct DatabaseReply
{
    readonly Guest _guest;

    DatabaseReply(Guest guest)
    {
        _guest = guest;
        guest.Scratch.ResetWrittenCount();
        Output = new JsonOutput(guest.Scratch);
    }

    /// <summary>The output of the reply.</summary>
    public JsonOutput Output { get; }

    /// <summary>Starts a reply, discarding the content of the buffer.</summary>
    public static DatabaseReply Begin(Guest guest) => new(guest);

    /// <summary>Creates a row writer that appends to the reply.</summary>
    public RowWriter NewRows(long maxRows = long.MaxValue, string? cursorColumn = null) =>
        new(_guest.Scratch, _guest.State<DatabaseSession>().MaxBytes) { MaxRows = maxRows, CursorColumn = cursorColumn };

    /// <summary>Returns the reply as a new string.</summary>
    public GuestString Finish() => _guest.NewString(_guest.Scratch.WrittenSpan);

    /// <summary>Logs a failure and returns its envelope.</summary>
    public static GuestString Fail(Guest guest, string function, DatabaseException failure)
    {
        WriteFailure(guest, function, failure);
        return guest.NewString(guest.Scratch.WrittenSpan);
    }

    /// <summary>Logs a failure and writes its envelope to the scratch buffer.</summary>
    public static void WriteFailure(Guest guest, string function, DatabaseException failure)
    {
        guest.DatabaseFailed(function, failure);
        var reply = Begin(guest);
        reply.Output.Raw("{\"ok\":false,\"err\":{\"code\":"u8);
        reply.Output.String(Encoding.UTF8.GetBytes(failure.Code));
        reply.Output.Raw(",\"message\":"u8);
        reply.Output.String(Encoding.UTF8.GetBytes(failure.Shown));
        reply.Output.Raw(",\"details\":{}}}"u8);
    }
}
