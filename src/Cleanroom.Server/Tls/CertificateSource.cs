using System.Net.Security;
using Cleanroom.Bridge;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Tls;

/// <summary>The certificate of a server, read again when its files have changed; what cannot be used does not replace the one there is.</summary>
sealed class CertificateSource
{
    readonly TlsOptions _options;
    readonly ILogger _logger;
    readonly Lock _reloading = new();
    volatile Loaded _loaded;

    sealed record Loaded(SslStreamCertificateContext Certificate, FileStamp Files);

    readonly record struct FileStamp(DateTime Certificate, long CertificateLength, DateTime Key, long KeyLength);

    /// <summary>Reads the certificate.</summary>
    /// <exception cref="HostException">It cannot be used.</exception>
    public CertificateSource(TlsOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        var stamp = Stamp();
        _loaded = new Loaded(CertificateFile.Load(options), stamp);
    }

    /// <summary>The certificate for a new connection. To look at the files costs little beside a handshake.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (Stamp() != _loaded.Files) Reload();
            return _loaded.Certificate;
        }
    }

    void Reload()
    {
        lock (_reloading)
        {
            // Taken before the files are read: what changes meanwhile is seen by the next connection.
            var stamp = Stamp();
            if (stamp == _loaded.Files) return;
            try
            {
                _loaded = new Loaded(CertificateFile.Load(_options), stamp);
                _logger.CertificateReloaded(_options.Certificate);
            }
            catch (HostException wrong)
            {
                _loaded = _loaded with { Files = stamp };
                _logger.CertificateKept(wrong.Message);
            }
        }
    }

    FileStamp Stamp()
    {
        var (certificate, key) = (Find(_options.Certificate), Find(_options.Key ?? _options.Certificate));
        return new FileStamp(certificate.LastWriteTimeUtc, certificate.Exists ? certificate.Length : 0, key.LastWriteTimeUtc, key.Exists ? key.Length : 0);
    }

    // Tools that renew certificates often change a link instead of a file.
    static FileInfo Find(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
        }
        catch (IOException)
        {
            return new FileInfo(path);
        }
    }
}
