using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cleanroom.Server.Tests.Support;

/// <summary>The guest <c>server_web</c>, whose entry point configures what variables of the environment say.</summary>
static class WebGuest
{
    public static Task<ServedApplication> ServeAsync(CleanServerOptions? options = null, params (string Name, string? Value)[] variables) =>
        ServedApplication.GuestAsync("server_web", With(options ?? new CleanServerOptions(), variables));

    public static CleanServerOptions With(CleanServerOptions options, params (string Name, string? Value)[] variables) =>
        options with { Guest = options.Guest with { Environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value) } };

    /// <summary>Options of a program that may use a directory.</summary>
    public static CleanServerOptions Granted(string directory, ILogger? logger = null) =>
        new() { Guest = new GuestOptions { Directories = [new DirectoryGrant(directory)], Logger = logger ?? NullLogger.Instance } };
}
