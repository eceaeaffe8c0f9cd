using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cleanroom.Server.Hosting;

/// <summary>What a feature configures on the connections of a standalone server.</summary>
abstract class EndpointSetup
{
    /// <summary>Configures the server.</summary>
    public abstract void Configure(ConfigureWebHostBuilder host);

    /// <summary>Configures an endpoint; runs after the connection limit and before requests are read.</summary>
    public abstract void Configure(ListenOptions endpoint);
}
