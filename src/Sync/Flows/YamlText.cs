using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Sync.Flows;

/// <summary>Reads YAML that somebody sent: what is no single document, or deeper than any flow is, becomes a fault.</summary>
internal static class YamlText
{
    private const int DepthMax = 100;

    /// <summary>The document; null when there is none, which the faults say.</summary>
    public static YamlNode? Parse(string yaml, List<FlowFault> faults)
    {
        try
        {
            if (TooDeep(yaml) is { } line)
            {
                faults.Add(FlowFault.Of(
                    string.Create(CultureInfo.InvariantCulture, $"line {line}: this has more than {DepthMax} levels in each other"), null));
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count == 1)
            {
                return stream.Documents[0].RootNode;
            }

            faults.Add(FlowFault.Of(
                stream.Documents.Count == 0 ? "the file is empty" : "the file has several documents; a flow is a file of its own", null));
        }
        catch (YamlException error)
        {
            var message = $"this is not YAML: {error.InnerException?.Message ?? error.Message}";
            faults.Add(new FlowFault(
                FlowFault.Whole, error.Start.Line, error.Start.Column,
                string.Create(CultureInfo.InvariantCulture, $"line {error.Start.Line}: {message}")));
        }

        return null;
    }

    /// <summary>
    /// Where it goes too deep; null when it does not. Looked at event by event: nodes are made by a function that calls itself, which a
    /// text of nothing but brackets would have run until the stack, and the process with it, is at its end.
    /// </summary>
    private static long? TooDeep(string yaml)
    {
        var (parser, depth) = (new Parser(new StringReader(yaml)), 0);
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DepthMax)
            {
                return parser.Current.Start.Line;
            }
        }

        return null;
    }
}
