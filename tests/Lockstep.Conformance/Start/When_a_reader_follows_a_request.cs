namespace Lockstep.Conformance.Start;

/// <summary>The house stays small for those who read it.</summary>
public sealed class When_a_reader_follows_a_request
{
    [Fact]
    public async Task Few_files_are_opened_from_its_route_on()
    {
        var (code, said) = await NodeFolder.RunAsync(Checkout.PathOf("eng", "files-to-read.mjs"));
        code.ShouldBe(0, said);
    }
}
