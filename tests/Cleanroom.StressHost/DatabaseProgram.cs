using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.StressHost;

/// <summary>Runs a guest on a database until it ends, or until someone kills the process. Every line that the guest prints is out when the guest goes on.</summary>
static class DatabaseProgram
{
    public static int Run(string file, string url)
    {
        using var database = DatabaseSource.Open(url, new DatabaseOptions { Verify = true });
        var console = new GuestConsole(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.OpenStandardError(), outputIsTerminal: true);
        using var guest = CleanModule.Load(File.ReadAllBytes(file)).CreateGuest(new GuestOptions { Console = console, Database = database });
        guest.RunEntryPoint();
        return 0;
    }
}
