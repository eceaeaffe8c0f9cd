using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cleanroom.Server.Hosting;

/// <summary>What a feature does on the connections of a standalone server.</summary>
abstract class EndpointSetup
{
    /// <summary>Sets the server up.</summary>
    public abstract void Configure(ConfigureWebHostBuilder host);

    /// <summary>Sets an endpoint up; runs after the limit of connections and before requests are read.</summary>
    public abstract void Configure(ListenOptions endpoint);
}
