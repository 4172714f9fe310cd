using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects.Erp;

/// <summary>Which page a client asks for, in Spring's words: pages count from 0.</summary>
internal sealed record SpringPage(int Number, int Size)
{
    private const int SizeDefault = 10;
    private const int SizeMax = 500;

    /// <summary>What the query asks for; a larger size than there is means the largest, as with Spring.</summary>
    public static (SpringPage? Page, Problem? Problem) Read(IQueryCollection query)
    {
        var errors = new Errors();
        var page = new SpringPage(Whole("page", 0, 0), Math.Min(Whole("size", 1, SizeDefault), SizeMax));
        return errors.ToRefusal() is { } problem ? (null, problem) : (page, null);

        int Whole(string name, int min, int otherwise)
        {
            if (query[name] is not [{ Length: > 0 } text])
            {
                return otherwise;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number < int.MaxValue)
            {
                return number;
            }

            errors.Add(name, $"Must be a whole number from {min}.");
            return otherwise;
        }
    }

    /// <summary>The same in canonical words.</summary>
    public QueryString ToQuery() => QueryString.Create("page", Text(Number + 1)).Add("size", Text(Size));

    /// <summary>The page around its rows. A total that canonical lists only know a lower bound of is never less than what is seen and follows.</summary>
    /// <param name="page">The canonical page.</param>
    /// <param name="content">Its rows in the dialect's shape.</param>
    public JsonObject Write(JsonNode page, JsonArray content)
    {
        var isLast = page["next"] is null;
        var seen = ((long)Number * Size) + content.Count + (isLast ? 0 : 1);
        return Write(content, (long?)page["total"] ?? (isLast && content.Count > 0 ? seen : Math.Max(seen, (long)page["totalAtLeast"]!)), isLast);
    }

    public JsonObject Write(JsonArray content, long total, bool isLast) => new()
    {
        ["content"] = content,
        ["totalElements"] = total,
        ["totalPages"] = (total + Size - 1) / Size,
        ["number"] = Number,
        ["size"] = Size,
        ["first"] = Number == 0,
        ["last"] = isLast,
        ["numberOfElements"] = content.Count,
        ["empty"] = content.Count == 0,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
