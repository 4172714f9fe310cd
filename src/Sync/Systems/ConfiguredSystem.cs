using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Systems;

/// <summary>A system of the folder, opened.</summary>
/// <param name="System">The system.</param>
/// <param name="Connector">Knows how to talk to its kind.</param>
/// <param name="Setup">What it was opened with.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="File">The name of its file.</param>
internal sealed record ConfiguredSystem(ISystem System, IConnector Connector, SystemSetup Setup, string Description, string File);
