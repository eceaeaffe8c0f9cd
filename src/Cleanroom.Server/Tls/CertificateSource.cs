using System.Net.Security;
using Cleanroom.Bridge;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Tls;

/// <summary>The certificate of a server, reloaded when its files change; an unusable file does not replace the current certificate.</summary>
sealed class CertificateSource
{
    readonly TlsOptions _options;
    readonly ILogger _logger;
    readonly Lock _reloading = new();
    volatile Loaded _loaded;

    sealed record Loaded(SslStreamCertificateContext Certificate, FileStamp Files);

    readonly record struct FileStamp(DateTime Certificate, long CertificateLength, DateTime Key, long KeyLength);

    /// <summary>Loads the certificate.</summary>
    /// <exception cref="HostException">The certificate cannot be used.</exception>
    public CertificateSource(TlsOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        var stamp = Stamp();
        _loaded = new Loaded(CertificateFile.Load(options), stamp);
    }

    /// <summary>The certificate for a new connection. Checking the files is cheap compared to a handshake.</summary>
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
            // Taken before reading, so that the next connection sees changes made meanwhile.
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

    // Renewal tools often replace a symbolic link instead of a file.
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
