using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Connectors.Tryton;

/// <summary>The flows of samples/tryton, as docs/connecting-tryton.md tells a person to take them.</summary>
public sealed class TrytonSampleTests
{
    [Fact]
    public void Their_files_have_no_faults_and_their_mappings_do_what_their_tests_say()
    {
        using var errors = new StringWriter();
        using var output = new StringWriter();
        var samples = Path.Combine(Repository.Root, "samples", "tryton");
        var code = FlowsCommand.Test(
            Path.Combine(samples, "flows"), Program.Factory.Modules, output, errors, Path.Combine(samples, "systems"),
                Program.Factory.Connectors);
        errors.ToString().ShouldBeEmpty();
        code.ShouldBe(0, output.ToString());
    }
}
