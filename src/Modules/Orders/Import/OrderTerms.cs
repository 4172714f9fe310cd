using System.Globalization;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Imports;

namespace Lockstep.Orders.Import;

/// <summary>How the rows of one import are to be read, from its parameters.</summary>
internal sealed record OrderTerms
{
    private const int DatesMax = 40;
    private const int PrefixMax = 20;

    public static readonly QueryParameter[] Parameters =
    [
        new("mode", "history keeps original times, states and prices, reserves nothing and moves no stock; the only mode so far", Example: "history"),
        new("currency", "Three capital letters, for rows without a currency"),
        new("dates", "How times are written when not like 2010-12-01T08:26:00Z, for example M/d/yyyy H:mm"),
        new("zone", "The time zone of times that do not say, like Europe/London; UTC by default"),
        new("returns", "With what the external ids of returns begin, for example C; their quantities may be below zero"),
        new("products", "create makes products whose sku is unknown; else their rows are refused"),
    ];

    private static readonly string[] Iso =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] IsoWithZone =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    /// <summary>What external ids belong to when a row does not say.</summary>
    public required string Source { get; init; }

    /// <summary>The currency of rows without one; null when they must have one.</summary>
    public string? Currency { get; init; }

    /// <summary>How times are written; null for ISO 8601.</summary>
    public string? Dates { get; init; }

    /// <summary>The zone of times without one.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>With what the external ids of returns begin; null when nothing tells them by that.</summary>
    public string? Returns { get; init; }

    /// <summary>Whether unknown products are made.</summary>
    public bool MakesProducts { get; init; }

    /// <summary>Reads the parameters; what is wrong with them goes into the errors.</summary>
    public static OrderTerms Of(ImportOrder order, Errors errors)
    {
        var (currency, dates, returns) = (order.Setting("currency"), order.Setting("dates"), order.Setting("returns"));
        Demand(errors, "mode", order.Setting("mode") is "history", "Must be history: orders that are open yet are placed one by one, with POST /orders.");
        Demand(errors, "products", order.Setting("products") is null or "create", "Must be create, or left out.");
        Demand(errors, "currency", currency is null || OrderRules.IsCurrency(currency), "Must be three capital letters, like EUR.");
        Demand(errors, "dates", dates is null || IsFormat(dates), "Must be made of yyyy, M, d, H, m, s and what stands between them, like M/d/yyyy H:mm.");
        TextRules.Check(errors, "returns", returns, PrefixMax);
        return new OrderTerms
        {
            Source = order.Source,
            Currency = currency,
            Dates = dates,
            Zone = FindZone(order.Setting("zone"), errors),
            Returns = returns,
            MakesProducts = order.Setting("products") is not null,
        };
    }

    /// <summary>The instant that a cell means; null when it is not written as it should be, or never was.</summary>
    public DateTimeOffset? ReadTime(string text)
    {
        if (Dates is null && DateTimeOffset.TryParseExact(text, IsoWithZone, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) && HasZone(text))
        {
            return instant.ToUniversalTime();
        }

        var isRead = Dates is null
            ? DateTime.TryParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            : DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);
        return isRead && !Zone.IsInvalidTime(local) ? new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime() : null;
    }

    /// <summary>What to say of a time that can't be read.</summary>
    public string TimeFault => Dates is null
        ? "Must be written like 2010-12-01T08:26:00Z; if the file has another form, name it with dates=, for example dates=M/d/yyyy H:mm."
        : $"Must be written like {Dates}, and be a time that there was.";

    private static bool HasZone(string text) => text[^1] is 'Z' || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] is ':');

    /// <summary>Days, months and years must be told apart by the form itself, never by their values.</summary>
    private static bool IsFormat(string dates) => dates.Length <= DatesMax
        && dates.Contains("yyyy", StringComparison.Ordinal) && dates.Contains('M', StringComparison.Ordinal) && dates.Contains('d', StringComparison.Ordinal)
        && dates.All(letter => letter is 'y' or 'M' or 'd' or 'H' or 'h' or 'm' or 's' or 'f' or 'F' or 't' or 'T' or ' ' or '/' or '-' or '.' or ':' or ',');

    private static TimeZoneInfo FindZone(string? name, Errors errors)
    {
        if (name is null)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        errors.Add("zone", "Is no time zone that this machine knows; write it like Europe/London.");
        return TimeZoneInfo.Utc;
    }

    private static void Demand(Errors errors, string field, bool isMet, string message)
    {
        if (!isMet)
        {
            errors.Add(field, message);
        }
    }
}
