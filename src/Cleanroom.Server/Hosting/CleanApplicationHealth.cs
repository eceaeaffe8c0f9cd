using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cleanroom.Server.Hosting;

/// <summary>Healthy while a guest is available; degraded while all guests are busy.</summary>
sealed class CleanApplicationHealth(CleanApplication application) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(application.HasFreeGuest ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("all guests are busy"));
}
