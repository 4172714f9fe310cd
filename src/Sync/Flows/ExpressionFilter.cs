using System.Text.Json;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.Flows;

/// <summary>
/// A JMESPath expression that decides about events, or about records. What it gives counts by the rules of JMESPath: nothing, false, and
/// empty texts, lists and objects are no.
/// </summary>
internal sealed class ExpressionFilter
{
    private readonly Expression? _expression;
    private readonly MappingOptions _limits;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="scope">What it may use, and cost; neither tables nor links and the default limits by default.</param>
    public ExpressionFilter(string text, Scope? scope = null)
    {
        var used = scope ?? Scope.Of(new MappingOptions());
        (Text, _limits) = (text, used.Limits);
        try
        {
            _expression = Expression.Parse(text, used with { HasLinks = false });
        }
        catch (ExpressionException error)
        {
            Fault = error.Told;
        }
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>What is wrong with the expression, in one line; null when nothing is. One with a fault can be applied to
    /// nothing.</summary>
    public string? Fault { get; }

    /// <summary>
    /// Whether an event is wanted. One of which the expression can't say so is: what comes of it says why, and leaving it out would be
    /// silent.
    /// </summary>
    /// <param name="json">CloudEvents JSON in UTF-8.</param>
    public bool Wants(byte[] json) => Judge(json).IsWanted;

    /// <summary>Why the expression can't be applied to an event, for example a function of texts to a number; null when it can.</summary>
    /// <param name="json">CloudEvents JSON in UTF-8.</param>
    public string? FaultOn(byte[] json) => Judge(json).Fault;

    /// <summary>Whether an event or a record is wanted, and why that can't be said; then it is wanted.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    public (bool IsWanted, string? Fault) Judge(byte[] json)
    {
        try
        {
            return _expression is null
                ? (true, Fault)
                : (_expression.Of(JsonElement.Parse(json), new Evaluation(_limits)).IsTrue, null);
        }
        catch (ExpressionException error)
        {
            return (true, error.Told);
        }
        catch (JsonException)
        {
            return (true, "what it is applied to is not JSON");
        }
    }
}
