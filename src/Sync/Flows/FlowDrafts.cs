namespace Lockstep.Sync.Flows;

/// <summary>Flows that somebody would like to have: checked as those of the folder are, with the tables beside them, and kept nowhere.</summary>
/// <param name="reader">Reads flows.</param>
/// <param name="folder">The folder of flows.</param>
internal sealed class FlowDrafts(FlowReader reader, string folder)
{
    /// <summary>The flow of a text; null when it has faults, which are told, or is switched off.</summary>
    public Flow? Read(string yaml, List<string> faults) => reader.ReadText(yaml, folder, faults);
}
