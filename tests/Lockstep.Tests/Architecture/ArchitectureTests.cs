using System.Reflection;
using Lockstep.Crm;
using Lockstep.Host;
using Lockstep.Runtime.Modules;
using Lockstep.Tests.Support;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Architecture;

public sealed class ArchitectureTests
{
    private static readonly SourceFile Script = new("src/Sync/Schema/0001_a.sqlite.sql", "create table a (b integer);");

    public static TheoryData<string> Checks => [.. ArchitectureChecks.All.Select(check => check.Name)];

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
    public void A_module_shows_one_type() => Program.Modules
        .SelectMany(static module => Walls.Holes(NameOf(module), module.GetType().Assembly.GetTypes())).ShouldBeEmpty();

    [Fact]
    public void A_second_type_that_a_module_shows_is_found() =>
        Walls.Holes("Crm", [typeof(CrmModule), typeof(ArchitectureTests)]).ShouldBe(["Crm shows ArchitectureTests"]);

    [Fact]
    public void A_module_without_its_type_is_found() => Walls.Holes("Crm", []).ShouldBe(["Crm does not show CrmModule"]);

    [Fact]
    public void Every_folder_of_modules_is_a_module_of_the_program() =>
        Directory.GetDirectories(Path.Combine(Repository.Root, "src/Modules")).Select(Path.GetFileName).Append("Sync")
            .ShouldBe(Program.Modules.Select(NameOf), ignoreOrder: true);

    [Fact]
    public void Approved_schema_scripts_do_not_change()
    {
        Approval.WriteWhenAsked(Schemas.ApprovedFile, Schemas.Render(Repository.Files));
        Schemas.Changed(Approval.IsAsked ? Approval.With(Schemas.ApprovedFile) : Repository.Files).ShouldBeEmpty(
            "A script that was shipped never changes: write the next number. One that no release "
                + "has yet is approved by LOCKSTEP_APPROVE=1 ./test --fast");
    }

    [Fact]
    public void A_changed_schema_script_is_found()
    {
        var approved = new SourceFile(Schemas.ApprovedFile, Schemas.Render([Script]));
        Schemas.Changed([Script, approved]).ShouldBeEmpty();
        Schemas.Changed([Script with { Text = "create table a (b text);" }, approved]).Count().ShouldBe(2);
        Schemas.Changed([Script]).Count().ShouldBe(1);
    }

    private static TidyCheck Find(string name) =>
        ArchitectureChecks.All.Single(check => string.Equals(check.Name, name, StringComparison.Ordinal));

    private static string NameOf(IModule module) => module.GetType().Name.Replace("Module", "", StringComparison.Ordinal);
}
