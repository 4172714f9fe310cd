using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.People;

public sealed partial class When_somebody_registers
{
    private const string Email = "ada@example.com";
    private const string Password = "seven horses, no cart";

    [Fact]
    public async Task A_code_comes_by_mail_and_lets_them_in_as_the_customer_who_has_the_address()
    {
        await using var site = new Site(StoreKind.Sqlite);
        await using var mail = await MailServer.StartAsync();
        await using var server = ServerProcess.Start(
            site,
            ("LOCKSTEP_Mail__Host", "localhost"), ("LOCKSTEP_Mail__Port", $"{mail.Port}"), ("LOCKSTEP_Mail__From", "lockstep@example.com"),
            ("LOCKSTEP_Mail__StartTls", "false"), ("LOCKSTEP_Registration__Enabled", "true"));
        using var api = await server.ReadyAsync();
        var known = (await api.PostAsync("/api/customers", new { name = "Ada of old", email = Email })).GetProperty("id").GetInt64();
        (await SendAsync(api, "register", new { name = "Ada", email = Email, password = Password })).Status
            .ShouldBe(HttpStatusCode.Created);
        (await SendAsync(api, "login", new { email = Email, password = Password })).Status.ShouldBe(HttpStatusCode.Forbidden);

        var arrived = await mail.NextAsync();
        arrived.To.ShouldBe([Email]);
        var code = Code().Match(arrived.Text).Groups["code"].Value;
        var (status, confirmed) = await SendAsync(api, "register/confirm", new { email = Email, code, password = Password });
        status.ShouldBe(HttpStatusCode.OK, confirmed.ToString());
        confirmed.GetProperty("customer").GetProperty("id").GetInt64().ShouldBe(known);
        (await SendAsync(api, "login", new { email = Email, password = Password })).Status.ShouldBe(HttpStatusCode.OK);
    }

    [GeneratedRegex(@"Your code: (?<code>\S+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Code();

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(Api api, string what, object body)
    {
        using var answer = await api.Http.PostAsJsonAsync($"/api/customers/{what}", body, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
