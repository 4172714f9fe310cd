using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Tests.Gateway;

/// <summary>
/// Calls every endpoint as every role, on the caller's own record, on another's and on one that is not there. Record 1 of each kind belongs
/// to customer 1, who calls; record 2 to customer 2.
/// </summary>
internal static class AccessMatrix
{
    private const long Own = 1;
    private const long Others = 2;
    private const long Missing = 999_999;

    // Nothing may come of a write that is let in: a stale If-Match stops it, or a body that says too little.
    private static readonly (string, string)[] Harmless = [("If-Match", "\"77777\"")];

    /// <param name="endpoints">Method and template of each.</param>
    /// <param name="client">A client that sends a token; null for none.</param>
    /// <param name="tokenOf">A token of customer 1 with a role.</param>
    /// <returns>How many calls were made.</returns>
    public static async Task<int> CheckAsync(
        IReadOnlyList<(HttpMethod Method, string Template)> endpoints, Func<string?, HttpClient> client, Func<string, string> tokenOf)
    {
        var calls = 0;
        using var anonymous = client(null);
        foreach (var role in Permissions.Roles.Append("no such role"))
        {
            using var caller = client(tokenOf(role));
            var granted = Permissions.Of([role]);
            foreach (var (method, template) in endpoints)
            {
                var rule = AccessTable.Find(template, method.Method).ShouldNotBeNull($"{method} {template} stands nowhere in the table");
                if (rule.IsOpen || rule.Permission is null)
                {
                    continue;
                }

                (await anonymous.SendAsync(method, Path(template, Own), Body(method, template))).Status.ShouldBe(
                    401, $"anonymous {method} {template}");
                foreach (var id in template.Contains("{id", StringComparison.Ordinal) ? new[] { Own, Others, Missing } : [Own])
                {
                    calls++;
                    var what = $"{role} {method} {Path(template, id)}";
                    var answer = await caller.SendAsync(method, Path(template, id), Body(method, template), Harmless);
                    Check(answer.Status, rule, granted, id, template, $"{what}: {answer.Status} {answer.Body?.ToJsonString()}");
                }
            }
        }

        return calls;
    }

    public static IReadOnlyList<(HttpMethod Method, string Template)> Of(IEnumerable<RouteEndpoint> routes) =>
    [
        .. routes.Select(route => (
            new HttpMethod(route.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()?.HttpMethods[0] ?? "GET"),
            $"/{route.RoutePattern.RawText!.Trim('/')}")),
    ];

    private static void Check(int status, Rule rule, IReadOnlySet<string> granted, long id, string template, string what)
    {
        if (!rule.Some(granted) || (rule.All(granted) && !rule.Whole.All(granted.Contains)))
        {
            status.ShouldBe(403, what);
        }
        else if (rule.All(granted) || id == Own)
        {
            status.ShouldNotBe(401, what);
            status.ShouldNotBe(403, what);
            status.ShouldBeLessThan(500, what);
        }
        else
        {
            // Another's and a missing one look alike: nobody learns which ids there are.
            status.ShouldBe(404, what);
        }

        if (id == Own && rule.Own is not null && rule.Some(granted) && template.EndsWith("{id:long}", StringComparison.Ordinal))
        {
            status.ShouldNotBe(404, what);
        }
    }

    private static string Path(string template, long id)
    {
        var text = id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return string.Join(
            '/',
            template
                .Split('/')
                .Select(part =>
                    part.StartsWith('{')
                        ? part.StartsWith("{id", StringComparison.Ordinal)
                            ? text
                            : "0"
                        : part
                ));
    }

    private static string? Body(HttpMethod method, string template) => method == HttpMethod.Get || method == HttpMethod.Delete ? null
        : template.EndsWith("/confirm", StringComparison.Ordinal) ? """{"code":"none"}"""
        : template.EndsWith("/comments", StringComparison.Ordinal) ? """{"body":"Hello"}"""
        : template.EndsWith("/cancel", StringComparison.Ordinal) ? "{}" : """{"name":"Somebody"}""";
}
