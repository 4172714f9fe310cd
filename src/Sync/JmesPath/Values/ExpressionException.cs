namespace Lockstep.Sync.JmesPath.Values;

/// <summary>An expression is wrong, or can't be applied to a value.</summary>
/// <param name="fault">In which way.</param>
/// <param name="message">What is wrong, without the place.</param>
/// <param name="position">The character of the expression at which, counted from 1; 0 where nobody knows yet.</param>
internal sealed class ExpressionException(ExpressionFault fault, string message, int position = 0) : Exception(message)
{
    public ExpressionFault Fault { get; } = fault;

    public int Position { get; } = position;

    /// <summary>What is wrong, and where.</summary>
    public string Told => Position == 0 ? Message : FormattableString.Invariant($"at {Position}: {Message}");

    public ExpressionException At(int place) => new(Fault, Message, place);
}

/// <summary>The kinds of faults, as the compliance suite of JMESPath tells them apart, and limits.</summary>
internal enum ExpressionFault
{
    Syntax,
    UnknownFunction,
    InvalidArity,
    InvalidType,
    InvalidValue,
    Limit,
}
