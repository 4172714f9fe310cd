using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lockstep.Sync.Flows;

/// <summary>
/// Flows that somebody would like to have: checked as those of the folder are, with the tables beside them, and kept nowhere.
/// </summary>
/// <param name="reader">Reads flows.</param>
/// <param name="folder">The folder of flows.</param>
/// <param name="bytesMax">The most bytes of a table.</param>
internal sealed class FlowDrafts(FlowReader reader, string folder, long bytesMax)
{
    /// <summary>The flow of a text; null when it has faults, which are told, or is switched off.</summary>
    public Flow? Read(string yaml, List<string> faults)
    {
        if (!HasAliases(yaml))
        {
            var said = new List<FlowFault>();
            var text = reader.ReadText(yaml, TableFiles.In(folder, bytesMax), said);
            faults.AddRange(said.Select(static fault => fault.ToString()));
            return said.Count == 0 ? text?.Flow as Flow : null;
        }

        faults.Add("it has aliases, which a few lines can make into millions");
        return null;
    }

    /// <summary>What is no YAML is for the reader to tell.</summary>
    private static bool HasAliases(string yaml)
    {
        try
        {
            var parser = new Parser(new StringReader(yaml));
            while (parser.MoveNext())
            {
                if (parser.Current is AnchorAlias)
                {
                    return true;
                }
            }

            return false;
        }
        catch (YamlException)
        {
            return false;
        }
    }
}
