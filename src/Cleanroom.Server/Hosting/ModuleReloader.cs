using Cleanroom.Bridge;
using Cleanroom.Bridge.Settings;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// Reloads a module's file on request or when it changes. The new version is compiled and its entry point run before it goes into service; if that fails, the
/// old version stays and the log says why (contract, server 15).
/// </summary>
public sealed class ModuleReloader : IDisposable
{
    /// <summary>How long the file must be unchanged before it is read: compilers and editors write in several steps.</summary>
    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    readonly CleanApplication _application;
    readonly string _file;
    readonly Lock _loading = new();
    readonly Timer _timer;
    FileSystemWatcher? _watcher;
    string _hash;

    /// <summary>Creates a reloader that does not watch yet.</summary>
    /// <param name="application">The application, loaded from the file.</param>
    /// <param name="file">The file.</param>
    public ModuleReloader(CleanApplication application, string file)
    {
        ArgumentNullException.ThrowIfNull(application);
        _application = application;
        _file = Path.GetFullPath(file);
        _hash = application.ModuleHash;
        _timer = new Timer(_ => Load(onlyWhenChanged: true));
    }

    /// <summary>Loads the file now, changed or not. Thread-safe; loads are serialized.</summary>
    public void Reload() => Load(onlyWhenChanged: false);

    /// <summary>Loads the file whenever its content changes, including when the file is replaced.</summary>
    public void Watch()
    {
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(_file)!, Path.GetFileName(_file)) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.Size };
        _watcher.Changed += (_, _) => _timer.Change(Rest, Timeout.InfiniteTimeSpan);
        _watcher.Created += (_, _) => _timer.Change(Rest, Timeout.InfiniteTimeSpan);
        _watcher.Renamed += (_, _) => _timer.Change(Rest, Timeout.InfiniteTimeSpan);
        _watcher.EnableRaisingEvents = true;
        // The file may have changed since it was loaded.
        _timer.Change(Rest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        _watcher?.Dispose();
        _timer.Dispose();
    }

    void Load(bool onlyWhenChanged)
    {
        lock (_loading)
        {
            var old = _application.ModuleHash;
            try
            {
                var bytes = File.ReadAllBytes(_file);
                var hash = CleanModule.Hash(bytes);
                if (onlyWhenChanged && hash == _hash) return;
                _hash = hash;
                _application.Reload(bytes);
                _application.Logger.Reloaded(_file, _application.Current.Start.Routes.Count);
            }
            catch (Exception failure) when (failure is WasmFormatException or HostException or TrapException or SettingException or IOException or UnauthorizedAccessException)
            {
                _application.Logger.ReloadFailed(_file, failure.Message, old[..12]);
            }
            catch (Exception defect)
            {
                _application.Logger.InternalError(defect, "reload");
            }
        }
    }
}
