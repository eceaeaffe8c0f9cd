using System.Buffers;
using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Json;

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
    /// <exception cref="JsonException">The text has a different form, or a value that no session has.</exception>
    public static SessionState Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var timeToLive = Number(root, TimeToLive, 1, DateTimeOffset.MaxValue.UtcTicks);
        return new SessionState
        {
            UserId = root.TryGetProperty(User, out var user) ? NotNull(user.GetString()) : null,
            Role = Text(root, Role),
            Claims = Object(Text(root, Claims)),
            Data = Encoding.UTF8.GetBytes(Text(root, Data)),
            CsrfToken = Text(root, Csrf),
            TimeToLive = TimeSpan.FromTicks(timeToLive),
            Touched = new DateTimeOffset(Number(root, Touched, 0, DateTimeOffset.MaxValue.UtcTicks - timeToLive), TimeSpan.Zero),
        };
    }

    /// <summary>Deserializes what a store holds: perhaps written by an incompatible version, or changed by others.</summary>
    /// <exception cref="SessionStoreException">It cannot be read.</exception>
    internal static SessionState ReadStored(string? text)
    {
        try
        {
            return Read(NotNull(text));
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new SessionStoreException("a session in the store cannot be read", unreadable);
        }
    }

    static string Text(JsonElement root, string name) => NotNull(root.GetProperty(name).GetString());

    static long Number(JsonElement root, string name, long min, long max) =>
        root.GetProperty(name).GetInt64() is var number && number >= min && number <= max ? number : throw new JsonException($"{name} is out of range");

    // Claims become a part of the JSON that programs get.
    static byte[] Object(string json)
    {
        var (bytes, tree) = (Encoding.UTF8.GetBytes(json), new JsonTree());
        return bytes.Length == 0 || tree.Parse(bytes) && tree.Root.Kind == JsonKind.Object ? bytes : throw new JsonException("claims are no object");
    }

    static string NotNull(string? text) => text ?? throw new JsonException("a value is missing");
}
