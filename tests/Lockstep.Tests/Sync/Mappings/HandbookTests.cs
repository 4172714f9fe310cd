using System.Text.RegularExpressions;
using Lockstep.Sync.JmesPath.Functions;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Sync.Mappings;

/// <summary>docs/mapping.md: it tells of every function, and what it says holds.</summary>
public sealed partial class HandbookTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs/mapping.md"));

    public static TheoryData<string, string> Examples { get; } = [.. ExamplesOf(Lines)];

    [Fact]
    public void Every_function_has_a_row_with_its_arguments_and_an_example()
    {
        var rows = Lines.Select(static line => Row().Match(line)).Where(static match => match.Success)
            .ToDictionary(
                static match => match.Groups["name"].Value, static match => match.Groups["arguments"].Value, StringComparer.Ordinal);
        rows.Keys.Order(StringComparer.Ordinal).ShouldBe(FunctionTable.Names);
        rows.Where(static row => !string.Equals(row.Value, ArgumentsOf(FunctionTable.Find(row.Key)!, row.Value), StringComparison.Ordinal))
            .Select(static row => $"{row.Key}({row.Value})").ShouldBeEmpty();
        FunctionTable.Names
            .Where(static name => !Examples.Any(example => example.Data.Item1.Contains($"{name}(", StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_holds(string expression, string result)
    {
        var given = Evaluated.Of(
            expression, """{ "name": "Ada King", "items": [{ "sku": "A", "price": 2.5 }, { "sku": "B", "price": 10 }] }""");
        if (result.StartsWith("error", StringComparison.Ordinal))
        {
            given.ShouldStartWith("error");
            given.ShouldContain(result["error".Length..].Trim());
        }
        else
        {
            given.ShouldBe(result);
        }
    }

    /// <summary>The names that the row has, marked as the function has its parameters.</summary>
    private static string ArgumentsOf(Function function, string names)
    {
        var words = names.Split(", ").Select(static word => word.TrimEnd('?', '.')).ToList();
        return words.Count != function.Parameters.Count ? $"{function.Parameters.Count} arguments"
            : string.Join(", ", words.Zip(function.Parameters, static (word, parameter) => parameter.IsOptional ? word + "?" : word))
                + (function.IsVariadic ? "..." : "");
    }

    private static IEnumerable<TheoryDataRow<string, string>> ExamplesOf(IEnumerable<string> lines)
    {
        var isExample = false;
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isExample = line is "```jmespath";
            }
            else if (isExample && line.Split('→', 2) is [var expression, var result])
            {
                yield return new(expression.Trim(), result.Trim());
            }
        }
    }

    [GeneratedRegex(@"^\| `(?<name>[a-z_0-9]+)\((?<arguments>[^)]*)\)` \|", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();
}
