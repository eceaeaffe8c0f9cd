using System.Buffers;

namespace Cleanroom.Server.Pipeline;

/// <summary>What a guest has set of its response (contract, server 4).</summary>
sealed class ResponseState
{
    const int MaxKeptBody = 1 << 16;

    ArrayBufferWriter<byte> _body = new();

    /// <summary>The status that was set, or 0.</summary>
    public int Status { get; set; }

    /// <summary>The content type that was set, or null.</summary>
    public string? ContentType { get; set; }

    /// <summary>Where a redirect leads, or null.</summary>
    public string? Location { get; private set; }

    /// <summary>The status of the redirect; what <see cref="Status"/> says does not count then.</summary>
    public int RedirectStatus { get; private set; }

    /// <summary>Headers in the order in which they were set; a name stands once, except for Set-Cookie.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>A Set-Cookie header of the host beside those of the guest, or null. The answer is for its client only then.</summary>
    public string? PrivateCookie { get; set; }

    /// <summary>True when a body was set.</summary>
    public bool HasBody { get; private set; }

    /// <summary>Address of the body in guest memory, or 0 when it is in <see cref="HostBody"/>.</summary>
    public uint BodyAddress { get; private set; }

    /// <summary>Length of the body in guest memory.</summary>
    public uint BodyLength { get; private set; }

    /// <summary>The body that was copied out of guest memory.</summary>
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

    /// <summary>Redirects.</summary>
    public void SetRedirect(string location, int status) => (Location, RedirectStatus) = (location, status);

    /// <summary>Sets a body that stays in guest memory until it is sent.</summary>
    public void SetBody(uint address, int length)
    {
        HasBody = true;
        BodyAddress = address;
        BodyLength = (uint)length;
    }

    /// <summary>Sets a body, copied.</summary>
    public void SetBody(ReadOnlySpan<byte> body)
    {
        HasBody = true;
        BodyAddress = 0;
        _body.ResetWrittenCount();
        _body.Write(body);
    }

    /// <summary>True when a header of this name was set.</summary>
    public bool HasHeader(string name) => Headers.Exists(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Sets a header; one of the same name is replaced, but for Set-Cookie.</summary>
    public void SetHeader(string name, string value)
    {
        if (!name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        Headers.Add((name, value));
    }
}
