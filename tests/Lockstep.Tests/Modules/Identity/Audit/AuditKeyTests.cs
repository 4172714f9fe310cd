using Lockstep.Host.Commands;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity.Audit;

[RunsOnEachStore]
public sealed class AuditKeyTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_log_goes_on_and_verifies_when_the_master_key_and_the_data_keys_are_changed()
    {
        await LiveAsync(app => app.Services.GetRequiredKeyedService<Vault>("identity").RotateAsync(CancellationToken.None));
        await ChangeMasterAsync();
        await InOrderAsync();
        await LiveAsync(_ => Task.CompletedTask);
        await InOrderAsync();
    }

    private async Task LiveAsync(Func<TestApp, Task> thenAsync)
    {
        await using var app = await TestApp.StartAsync(
            builder => builder.Configuration.AddInMemoryCollection(AuditFixture.Quick), _folder.Path);
        var before = (long?)(await app.GetAsync("/api/audit/head")).Body!["number"] ?? 0;
        await app.AddCustomerAsync("""{"name":"Ada"}""");
        await TestApp.EventuallyAsync(async () => (long?)(await app.GetAsync("/api/audit/head")).Body!["number"] > before, "it is sealed");
        await thenAsync(app);
    }

    private async Task ChangeMasterAsync()
    {
        await using var said = new StringWriter();
        KeyValuePair<string, string?>[] settings = [new("LOCKSTEP_DATA", _folder.Path), .. TestDatabases.SettingsOf(_folder.Path)];
        var code = await RotateMasterCommand.RunAsync(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            () => Lockstep.Host.Program.Build(builder => builder.Configuration.AddInMemoryCollection(settings)),
            null,
            said,
            said,
            CancellationToken.None
        );
        code.ShouldBe(0, said.ToString());
    }

    private async Task InOrderAsync()
    {
        var (code, output, errors) = await AuditApi.VerifyAsync(_folder.Path);
        code.ShouldBe(0, output + errors);
    }
}
