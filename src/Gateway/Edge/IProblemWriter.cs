using Lockstep.Runtime.Http;

namespace Lockstep.Gateway.Edge;

/// <summary>Tells a client in its own words what went wrong; a feature of requests that are no canonical ones.</summary>
internal interface IProblemWriter
{
    /// <summary>Answers with the problem.</summary>
    Task RefuseAsync(Problem problem);
}
