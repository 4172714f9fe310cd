using System.Text;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>Exports that can't be whole.</summary>
public sealed class BrokenExportTests : IAsyncLifetime
{
    private const string Path = "/api/customers/1/export";
    private readonly ManualClock _clock = new();
    private readonly BrokenPart _part = new();

    private TestApp App { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection(
                [new("Aggregation:ExportsMax", "1"), new("Aggregation:OwnExportTimeout", "00:00:20")]);
            builder.Services.AddSingleton<TimeProvider>(_clock);
            builder.Services.AddSingleton<IExportPart>(_part);
            builder.Services.AddSingleton<IMergePart>(new EndlessPart());
        });
        await App.AddCustomerAsync("""{"name":"Ada"}""");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    [Fact]
    public async Task What_fails_before_anything_has_gone_out_is_a_503_that_says_when_to_try_again()
    {
        var answer = await App.GetAsync(Path);
        answer.ShouldBeProblem(503, "away");
        answer.Verdict().ShouldBe((503, 5));
        ((string)answer.Body!["detail"]!).ShouldContain("broken");
        _part.Pages.Add(new ExportPage(["1"u8.ToArray()], null));
        (await App.GetAsync(Path)).Body!["broken"]!.ToJsonString().ShouldBe("[1]", "all is well again, and the place is free");
    }

    [Fact]
    public async Task What_fails_later_breaks_the_connection_off_so_that_nobody_takes_it_for_whole()
    {
        _part.Pages.Add(new ExportPage([Encoding.UTF8.GetBytes($"\"{new string('x', 200_000)}\"")], "more"));
        var ct = TestContext.Current.CancellationToken;
        using var answer = await App.Admin.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, ct);
        ((int)answer.StatusCode).ShouldBe(200);
        await Should.ThrowAsync<HttpRequestException>(answer.Content.ReadAsStringAsync(ct));
    }

    [Fact]
    public async Task A_page_that_does_not_come_is_waited_for_no_longer_than_its_limit_and_one_export_more_than_may_be_is_a_503()
    {
        _part.Hangs = true;
        var first = App.GetAsync(Path);
        await _part.Reached.SoonAsync();
        (await App.GetAsync(Path)).Verdict().ShouldBe((503, 5));
        _clock.Advance(TimeSpan.FromSeconds(29));
        first.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await first.SoonAsync()).Verdict().ShouldBe((503, 5));
    }

    [Fact]
    public async Task A_customer_keeps_one_place_at_most_none_of_the_staff_s_and_for_no_longer_than_its_time()
    {
        (_part.OwnPermission, _part.Hangs) = (Permissions.CustomersReadOwn, true);
        using var ada = App.WithToken(App.TokenFor(customer: 1, "customer"));
        var first = ada.SendAsync(HttpMethod.Get, Path, null);
        await _part.Reached.SoonAsync();
        (await ada.SendAsync(HttpMethod.Get, Path, null)).Verdict().ShouldBe((503, 5));
        _part.Hangs = false;
        _part.Pages.Add(new ExportPage(["1"u8.ToArray()], null));
        (await App.GetAsync(Path)).Status.ShouldBe(200, "the staff has places of its own");
        _clock.Advance(TimeSpan.FromSeconds(20));
        await Should.ThrowAsync<HttpRequestException>(first.SoonAsync());
    }

    [Fact]
    public async Task While_records_follow_a_merge_there_is_no_export()
    {
        _part.Pages.Add(new ExportPage([], null));
        var twin = await App.AddCustomerAsync("""{"name":"Twin"}""");
        (await App.PostAsync($"/api/customers/{twin}/merge", """{"into":1}""")).Status.ShouldBe(200);
        var answer = await App.GetAsync(Path);
        answer.Verdict().ShouldBe((503, 5));
        ((string)answer.Body!["detail"]!).ShouldContain("merged");
    }

    /// <summary>Records that never come to an end of following.</summary>
    private sealed class EndlessPart : IMergePart
    {
        public string Name => "endless";

        public Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct) => throw new TimeoutException("away");

        public Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct) => throw new TimeoutException("away");
    }

    /// <summary>A part that has some pages and then is away, or hangs.</summary>
    private sealed class BrokenPart : IExportPart
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _read;

        public List<ExportPage> Pages { get; } = [];

        public bool Hangs { get; set; }

        public Task Reached => _reached.Task;

        public IReadOnlyList<string> Sections { get; } = ["broken"];

        public string Permission => Permissions.CustomersRead;

        public string? OwnPermission { get; set; }

        public async ValueTask<ExportPage> ReadAsync(ExportQuestion question, CancellationToken ct)
        {
            _reached.TrySetResult();
            if (Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }

            return _read < Pages.Count ? Pages[_read++] : throw new TimeoutException("away");
        }
    }
}
