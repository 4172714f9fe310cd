namespace Lockstep.Tests.Tidy;

public sealed class TidyTests(ITestOutputHelper output)
{
    public static TheoryData<string> Checks => [.. TidyChecks.All.Select(check => check.Name)];

    [Theory]
    [MemberData(nameof(Checks))]
    public void The_repository_keeps_to_it(string check) => Find(check).Find(Repository.Files).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Checks))]
    public void A_planted_violation_is_found(string check) => Find(check).Find(Find(check).Planted).Count().ShouldBe(1);

    [Theory]
    [MemberData(nameof(Checks))]
    public void Its_clean_twin_passes(string check) => Find(check).Find(Find(check).Clean).ShouldBeEmpty();

    [Fact]
    public void The_sizes_are_reported()
    {
        output.WriteLine(Sizes.Report(Repository.Files));
        Sizes.Report(Repository.Files).ShouldStartWith("src: ");
    }

    private static TidyCheck Find(string name) => TidyChecks.All.Single(check => string.Equals(check.Name, name, StringComparison.Ordinal));
}
