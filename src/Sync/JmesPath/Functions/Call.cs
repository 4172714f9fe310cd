using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>A call of a function with arguments that fit its parameters.</summary>
/// <param name="Given">The arguments, in their order; that of an expression is null.</param>
/// <param name="By">What applies the expression among the arguments to a value.</param>
/// <param name="Tables">What <c>lookup</c> looks in: a table's rows by their keys, by its name.</param>
/// <param name="Run">What counts the costs.</param>
internal readonly record struct Call(
    Value[] Given, Func<Value, Value>? By, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Tables, Evaluation Run)
{
    public int Count => Given.Length;

    public Value this[int index] => Given[index];

    public string Text(int index) => Given[index].Text;

    public decimal Number(int index) => Given[index].Number;

    /// <summary>A whole number within a range.</summary>
    /// <exception cref="ExpressionException">It is none.</exception>
    public int Whole(int index, int min, int max)
    {
        var number = Given[index].Number;
        return number >= min && number <= max && decimal.IsInteger(number) ? (int)number
            : throw Wrong(FormattableString.Invariant($"argument {index + 1} must be a whole number from {min} to {max}; it is {number}"));
    }

    /// <summary>The text of an argument that can be left out.</summary>
    public string? TextOrNull(int index) => index < Given.Length && Given[index].Kind is ValueKind.Text ? Given[index].Text : null;

    /// <summary>A text that was made.</summary>
    public Value Made(string text)
    {
        Run.Make(text.Length);
        return Value.Of(text);
    }

    public static ExpressionException Wrong(string message) => new(ExpressionFault.InvalidValue, message);
}
