using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lockstep.Gateway.Edge.Connections;

/// <summary>A socket to be.</summary>
/// <param name="Name">The variable that asks for it.</param>
/// <param name="EndPoint">Where it listens.</param>
/// <param name="Configure">What its connections pass.</param>
internal sealed record Planned(string Name, IPEndPoint EndPoint, Action<ListenOptions> Configure);
