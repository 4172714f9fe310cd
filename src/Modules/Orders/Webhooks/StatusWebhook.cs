using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Webhooks;

/// <summary>
/// POST /orders/webhooks/status: an outside system tells how far an order is. Open to all; what is believed is what is signed.
/// </summary>
internal static class StatusWebhook
{
    private static readonly Refusal NotSetUp = new(
        RefusalCode.Forbidden, $"No secret is set up for this webhook. Set one with: lockstep secrets set {WebhookHandler.SecretName}");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/webhooks/status",
            (
                HttpRequest request, Work work, [FromServices] WebhookHandler handler, [FromServices] IOptions<WebhookOptions> options) =>
                RunAsync(request, handler, options.Value, work.Ct).ToHttpAsync())
        .ForAll()
        .TakesCredentials()
        .Describe(
            "An outside system tells the status of an order: signed by Standard Webhooks, "
                + "or with the shared secret in a header. See docs/erp.md",
            Body.Json("""{ "orderId": 17, "status": "PROCESSING", "reference": "ERP-90071" }"""),
            Response.Of<Order>(200), Response.Error(400, 401, 403, 404, 413));

    /// <summary>Takes a call in, whatever path it came by: its bytes are what is signed.</summary>
    public static async Task<Answer> RunAsync(HttpRequest request, WebhookHandler handler, WebhookOptions options, CancellationToken ct)
    {
        var secrets = await handler.SecretsAsync(ct);
        if (secrets.Count == 0)
        {
            return NotSetUp;
        }

        if (await RawCall.BodyAsync(request, options.BodyMax, ct) is not { } body)
        {
            return new Refusal(RefusalCode.TooLarge, $"The body is too large; at most {options.BodyMax} bytes are taken.");
        }

        var headers = WebhookHeaders.Read(request, options.SecretHeader, secrets);
        var id = await handler.StoreAsync(headers, body, ct);

        // To the end, also when the sender has gone away by now.
        return await handler.FinishAsync(id, secrets, CancellationToken.None)
            ?? new Refusal(
                RefusalCode.Unavailable, "This call was brought to its end meanwhile; repeat it to hear the answer.",
                RetryAfter: TimeSpan.FromSeconds(1));
    }
}
