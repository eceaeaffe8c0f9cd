using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Cleanroom.Server.Sessions;

/// <summary>Serializes sessions as JSON text, for stores outside of the process.</summary>
public static class SessionText
{
    const string User = "user", Role = "role", Claims = "claims", Data = "data", Csrf = "csrf", TimeToLive = "ttl", Touched = "touched";

    /// <summary>Serializes a session.</summary>
    public static byte[] Write(SessionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (state.UserId is not null) writer.WriteString(User, state.UserId);
            writer.WriteString(Role, state.Role);
            writer.WriteString(Claims, state.Claims.Span);
            writer.WriteString(Data, state.Data.Span);
            writer.WriteString(Csrf, state.CsrfToken);
            writer.WriteNumber(TimeToLive, state.TimeToLive.Ticks);
            writer.WriteNumber(Touched, state.Touched.UtcTicks);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Deserializes the output of <see cref="Write"/>.</summary>
    /// <exception cref="JsonException">The text has a different form.</exception>
    public static SessionState Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return new SessionState
        {
            UserId = root.TryGetProperty(User, out var user) ? user.GetString() : null,
            Role = root.GetProperty(Role).GetString()!,
            Claims = Encoding.UTF8.GetBytes(root.GetProperty(Claims).GetString()!),
            Data = Encoding.UTF8.GetBytes(root.GetProperty(Data).GetString()!),
            CsrfToken = root.GetProperty(Csrf).GetString()!,
            TimeToLive = TimeSpan.FromTicks(root.GetProperty(TimeToLive).GetInt64()),
            Touched = new DateTimeOffset(root.GetProperty(Touched).GetInt64(), TimeSpan.Zero),
        };
    }

    /// <summary>Deserializes what a store holds: perhaps written by an incompatible version, or changed by others.</summary>
    /// <exception cref="SessionStoreException">It cannot be read.</exception>
    internal static SessionState ReadStored(string text)
    {
        try
        {
            return Read(text);
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new SessionStoreException("a session in the store cannot be read", unreadable);
        }
    }
}
