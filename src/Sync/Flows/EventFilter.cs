using DevLab.JmesPath.Expressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Lockstep.Sync.Flows;

/// <summary>
/// A JMESPath expression that decides about events. What it gives counts by the rules of JMESPath: nothing, false, and empty texts, lists
/// and objects are no.
/// </summary>
internal sealed class EventFilter
{
    private readonly JmesPathExpression? _expression;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    public EventFilter(string text)
    {
        Text = text;
        try
        {
            _expression = new DevLab.JmesPath.JmesPath().Parse(text);
        }
        catch (Exception error)
        {
            Fault = OneLine(error);
        }
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>What is wrong with the expression, in one line; null when nothing is. One with a fault can be applied to no
    /// event.</summary>
    public string? Fault { get; }

    /// <summary>
    /// Whether an event is wanted. One of which the expression can't say so is: what comes of it says why, and leaving it out would be
    /// silent.
    /// </summary>
    /// <param name="cloudEvent">CloudEvents JSON in UTF-8.</param>
    public bool Wants(byte[] cloudEvent)
    {
        try
        {
            return !JmesPathArgument.IsFalse(Evaluate(cloudEvent));
        }
        catch (Exception)
        {
            return true;
        }
    }

    /// <summary>Why the expression can't be applied to an event, for example a function of texts to a number; null when it can.</summary>
    /// <param name="cloudEvent">CloudEvents JSON in UTF-8.</param>
    public string? FaultOn(byte[] cloudEvent)
    {
        try
        {
            Evaluate(cloudEvent);
            return null;
        }
        catch (Exception error)
        {
            return OneLine(error);
        }
    }

    /// <summary>Texts that look like instants stay texts, and decimals exact.</summary>
    private JmesPathArgument Evaluate(byte[] cloudEvent)
    {
        using var text = new StreamReader(new MemoryStream(cloudEvent));
        using var json = new JsonTextReader(text) { DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal };
        return (_expression ?? throw new InvalidOperationException(Fault)).Transform(JToken.ReadFrom(json));
    }

    private static string OneLine(Exception error) => error.Message.ReplaceLineEndings(" ").Trim();
}
