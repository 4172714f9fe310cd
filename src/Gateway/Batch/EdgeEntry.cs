using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Batch;

/// <summary>
/// The place in the edge where the reads of a batch come in: what stands behind it (problem details, limits, sign-in, permissions,
/// routes) they pass like any other request, what stands before it their batch has passed for them.
/// </summary>
internal sealed class EdgeEntry
{
    private RequestDelegate? _rest;

    /// <summary>Serves one request by the rest of the edge.</summary>
    public RequestDelegate Serve =>
        _rest ?? throw new InvalidOperationException("The edge has no place at which reads of a batch come in.");

    /// <summary>Puts the place here; nothing is added to other requests.</summary>
    public void MarkOn(IApplicationBuilder app) => app.Use(rest => _rest = rest);
}
