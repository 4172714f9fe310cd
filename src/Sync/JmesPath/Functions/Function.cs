using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>A function of expressions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its arguments.</param>
/// <param name="IsVariadic">Whether the last argument may be given again.</param>
/// <param name="Body">What it does.</param>
internal sealed record Function(string Name, IReadOnlyList<Parameter> Parameters, bool IsVariadic, Func<Call, Value> Body)
{
    private const string More = "...";

    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameters">
    /// Its arguments, for example <c>array, number|null?</c>; <c>...</c> at the end: the last one may be given again.
    /// </param>
    /// <param name="body">What it does.</param>
    public static Function Of(string name, string parameters, Func<Call, Value> body)
    {
        var isVariadic = parameters.EndsWith(More, StringComparison.Ordinal);
        var list = isVariadic ? parameters[..^More.Length] : parameters;
        return new(name, [.. list.Split(", ").Select(Parameter.Of)], isVariadic, body);
    }

    public int Min => Parameters.Count(static parameter => !parameter.IsOptional);

    public Parameter ParameterOf(int index) => Parameters[Math.Min(index, Parameters.Count - 1)];

    /// <summary>What is wrong with a number of arguments; null when nothing is.</summary>
    public string? FaultOf(int count)
    {
        if (count >= Min && (IsVariadic || count <= Parameters.Count))
        {
            return null;
        }

        var wants = IsVariadic ? $"{Min} or more arguments"
            : Min == Parameters.Count ? $"{Min} argument{(Min == 1 ? "" : "s")}"
            : $"{Min} to {Parameters.Count} arguments";
        return $"{Name}() takes {wants}, not {count}";
    }

    /// <summary>Holds the arguments against the parameters and applies it.</summary>
    /// <exception cref="ExpressionException">An argument does not fit.</exception>
    public Value Apply(Call call)
    {
        for (var index = 0; index < call.Count; index++)
        {
            var parameter = ParameterOf(index);
            if (!parameter.Accepts.HasFlag(Accepted.Expression) && !parameter.Takes(call[index], call.Run))
            {
                throw new ExpressionException(
                    ExpressionFault.InvalidType,
                    $"{Name}() takes {parameter.Told} as argument {index + 1}, and was given {TypeWords.Of(call[index])}");
            }
        }

        try
        {
            return Body(call);
        }
        catch (OverflowException)
        {
            throw Call.Wrong($"{Name}() comes to a number too large to calculate with");
        }
        catch (DivideByZeroException)
        {
            throw Call.Wrong($"{Name}() would divide by zero");
        }
    }
}
