using System.Text.Json.Nodes;
using Lockstep.Simulator.Access;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;
using Microsoft.AspNetCore.WebUtilities;

namespace Lockstep.Simulator.Api;

/// <summary><c>oauth/authorize</c>, which asks nobody, and <c>oauth/token</c> for client credentials, codes and refresh tokens.</summary>
internal sealed class SignInApi(World world)
{
    public Answer Handle(Call call) => call.Id switch
    {
        "authorize" when call.Query("redirect_uri") is { } back => new Answer(302, "")
        {
            Headers = [("Location", QueryHelpers.AddQueryString(
                back, new Dictionary<string,
                    string?>(StringComparer.Ordinal) { ["code"] = world.Tokens.IssueCode(), ["state"] = call.Query("state") }))],
        },
        "token" => Token(call),
        _ => Answer.Of(new Refusal(404, "missing", "There is nothing here."), world.Shape.IsWrapped),
    };

    private Answer Token(Call call)
    {
        var form = QueryHelpers.ParseQuery(call.Body);
        var (name, secret) = Tokens.Basic(call.Header("Authorization")) is [var given, var word] ? (given, word)
            : (form.GetValueOrDefault("client_id").ToString(), form.GetValueOrDefault("client_secret").ToString());
        if (!world.Tokens.IsClient(name, secret))
        {
            return Answer.Of(401, new JsonObject { ["error"] = "invalid_client" });
        }

        var isGood = form.GetValueOrDefault("grant_type").ToString() switch
        {
            "client_credentials" => true,
            "refresh_token" => world.Tokens.Redeem(form.GetValueOrDefault("refresh_token").ToString()),
            "authorization_code" => world.Tokens.Redeem(form.GetValueOrDefault("code").ToString()),
            _ => false,
        };
        if (!isGood)
        {
            return Answer.Of(400, new JsonObject { ["error"] = "invalid_grant" });
        }

        var pair = world.Tokens.Issue();
        return Answer.Of(200, new JsonObject
        {
            ["access_token"] = pair.Access, ["token_type"] = "Bearer", ["expires_in"] = (long)Math.Ceiling(pair.Seconds),
                ["refresh_token"] = pair.Refresh,
        });
    }
}
