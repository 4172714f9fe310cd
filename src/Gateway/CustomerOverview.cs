using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway;

/// <summary>GET /customers/{id}/overview: the customer and what each module knows about it, as far as the caller may see it</summary>
internal static class CustomerOverview
{
    private const string CustomerPart = "customer";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/customers/{id:long}/overview",
            (long id, Work work, IEnumerable<IOverviewPart> parts) => RunAsync(id, work, parts).ToHttpAsync())
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .WithTags("Customers")
        .Describe("A customer with its packages and so on, in one answer", Response.Of<JsonElement>(200), Response.Error(404));

    private static async Task<Answer> RunAsync(long id, Work work, IEnumerable<IOverviewPart> parts)
    {
        if (!work.Reaches(id))
        {
            return Answer.NotFound(CustomerPart, id);
        }

        var visible = parts.Where(part => MaySee(work.Caller, part, id)).ToArray();
        var answers = await Task.WhenAll(visible.Select(part => part.ReadAsync(id, work.Ct).AsTask()));
        var known = visible.Zip(answers).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First.Name, pair => pair.Second!, StringComparer.Ordinal);
        return known.ContainsKey(CustomerPart) ? Answer.Ok(Write(known)) : Answer.NotFound(CustomerPart, id);
    }

    private static bool MaySee(Caller caller, IOverviewPart part, long id) =>
        caller.Can(part.Permission) || (caller.CustomerId == id && part.OwnPermission is { } own && caller.Can(own));

    private static byte[] Write(Dictionary<string, byte[]> parts)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in parts)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
