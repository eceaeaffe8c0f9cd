using System.Buffers;

namespace Cleanroom.Server.Pipeline;

/// <summary>The parts of the response that a guest has set (contract, server 4).</summary>
sealed class ResponseState
{
    const int MaxKeptBody = 1 << 16;

    ArrayBufferWriter<byte> _body = new();

    /// <summary>The status, or 0 when none was set.</summary>
    public int Status { get; set; }

    /// <summary>The content type, or null when none was set.</summary>
    public string? ContentType { get; set; }

    /// <summary>The redirect target, or null.</summary>
    public string? Location { get; private set; }

    /// <summary>The status of the redirect; overrides <see cref="Status"/>.</summary>
    public int RedirectStatus { get; private set; }

    /// <summary>Headers in the order in which they were set; names are unique except Set-Cookie.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>A Set-Cookie header set by the host in addition to the guest's, or null. It makes the response private.</summary>
    public string? PrivateCookie { get; set; }

    /// <summary>True when a body was set.</summary>
    public bool HasBody { get; private set; }

    /// <summary>Address of the body in guest memory, or 0 when it is in <see cref="HostBody"/>.</summary>
    public uint BodyAddress { get; private set; }

    /// <summary>Length of the body in guest memory.</summary>
    public uint BodyLength { get; private set; }

    /// <summary>The body copied out of guest memory.</summary>
    public ReadOnlySpan<byte> HostBody => _body.WrittenSpan;

    public void Clear()
    {
        Status = 0;
        ContentType = null;
        Location = null;
        Headers.Clear();
        PrivateCookie = null;
        HasBody = false;
        BodyAddress = 0;
        BodyLength = 0;
        if (_body.Capacity > MaxKeptBody) _body = new ArrayBufferWriter<byte>();
        else _body.Clear();
    }

    /// <summary>Sets a redirect.</summary>
    public void SetRedirect(string location, int status) => (Location, RedirectStatus) = (location, status);

    /// <summary>Sets a body that stays in guest memory until it is sent.</summary>
    public void SetBody(uint address, int length)
    {
        HasBody = true;
        BodyAddress = address;
        BodyLength = (uint)length;
    }

    /// <summary>Sets a body by copying it.</summary>
    public void SetBody(ReadOnlySpan<byte> body)
    {
        HasBody = true;
        BodyAddress = 0;
        _body.ResetWrittenCount();
        _body.Write(body);
    }

    /// <summary>True when a header with this name was set.</summary>
    public bool HasHeader(string name) => Headers.Exists(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Sets a header; replaces one with the same name, except Set-Cookie.</summary>
    public void SetHeader(string name, string value)
    {
        if (!name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        Headers.Add((name, value));
    }
}
