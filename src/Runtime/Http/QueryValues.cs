using System.Globalization;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>Reads values of a query string.</summary>
public static class QueryValues
{
    /// <summary>A whole number; what is no such number within the limits goes into the errors.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="min">The smallest.</param>
    /// <param name="max">The largest.</param>
    /// <param name="otherwise">What it is when the parameter is not there, or wrong.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static long Number(this IQueryCollection query, string name, long min, long max, long otherwise, Errors errors)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return otherwise;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        errors.Add(name, $"Must be a whole number from {min} to {max}.");
        return otherwise;
    }
}
