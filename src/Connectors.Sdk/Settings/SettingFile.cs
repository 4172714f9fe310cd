using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>A YAML file that a person wrote, while it is read: hears of its faults, and looks its secrets up later.</summary>
/// <param name="fault">Hears of each fault: <c>line 7: what is wrong</c>.</param>
/// <param name="secret">Makes a secret of its reference; null when there is no such way.</param>
public sealed class SettingFile(Action<string> fault, Func<string, Secret?> secret)
{
    private readonly SettingSource _source = new(fault, secret, SettingWords.OfSystems);

    /// <summary>Whether there was a fault so far.</summary>
    public bool HasFaults => _source.HasFaults;

    /// <summary>Reads the text; null when it is not one document of YAML, which is a fault then.</summary>
    public SettingNode? Parse(string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count == 1)
            {
                return new SettingNode(stream.Documents[0].RootNode, "", _source);
            }

            _source.Fault(stream.Documents.Count == 0 ? "the file is empty"
                : "the file has several documents; each needs a file of its own");
        }
        catch (YamlException error)
        {
            _source.Fault(string.Create(
                CultureInfo.InvariantCulture,
                    $"line {error.Start.Line}: this is not YAML: {error.InnerException?.Message ?? error.Message}"));
        }

        return null;
    }
}
