using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Mappings;

/// <summary>Mappings in the files of flows: faults with their place, tables, and the tests beside them.</summary>
public sealed class FlowMappingTests : IDisposable
{
    private const string Head = "from: { system: crm, kind: customer, on: [created, changed] }\nto: { system: inventory, kind: product }\n";

    private const string Party =
        $$"""
        name: party
        {{Head}}
        filter: status == 'active'
        map:
          externalId: id
          name: upper(name)
          country: lookup('countries', address.country)
          parent: ref('inventory', 'package', parentId)
          tags: "[lookup('short', 'x'), `1.50`]"
        set: { source: crm }
        tables:
          countries: countries.csv
          short: { x: y }
        tests:
          - name: a customer
            input: { id: 7, status: active, name: ada, parentId: 3, address: { country: DE } }
            links: { inventory/package/3: P-3 }
            expected: { externalId: 7, name: ADA, country: Germany, parent: P-3, tags: [y, 1.5], source: crm }
          - input: { status: inactive }
            filtered: true
          - name: a difference
            input: { id: 7, status: active, name: ada, address: { country: CÔ } }
            expected: { externalId: "7", name: ADA, parent: null, city: Bonn, tags: [y, 1.5], source: crm }
        """;

    private const string PartyTests =
        """
        tests:
          - input: { id: 7, status: active, address: { country: XX } }
            error: has no key XX
          - input: { id: 7, status: active, parentId: 4, address: { country: DE } }
            waits: inventory/package/4
          - { name: passes, input: { id: 7, status: active }, filtered: true }
          - { input: { id: 7 } }
        """;

    private readonly TestFolder _folder = new();

    [Fact]
    public void A_fault_names_file_line_field_and_position()
    {
        Write("a.yaml", $$"""
            name: a
            {{Head}}
            filter: status = 'active'
            map:
              externalId: id
              name: uper(name)
              price: lookup('prices', sku)
            tables:
              rates: rates.csv
              states: ../states.csv
            """);
        Write("rates.csv", "code,rate\nA,1\nA,2\n");
        Check("check").Lines.ShouldBe(
        [
            "a.yaml: line 11: tables.rates: rates.csv: line 3: the key A is there already",
            "a.yaml: line 12: tables.states must be key: value pairs, or the name of a .csv file in the folder of the flows",
            "a.yaml: line 8: map.name: at 1: there is no function uper; did you mean upper?",
            "a.yaml: line 9: map.price: at 8: there is no table prices; there are rates, states.",
            "a.yaml: line 5: filter: at 8: a single = means nothing; == compares",
        ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("ref('inventroy', 'product', id)", "at 5: there is no system inventroy; did you mean inventory?")]
    [InlineData("ref('erp', 'party', id)", "at 5: there is no system erp; there are crm, inventory, orders, support.")]
    [InlineData("ref('inventory', 'prodcut', id)", "at 18: there is no kind of inventory prodcut; did you mean product?")]
    [InlineData("ref('crm', 'product', id)", "at 12: there is no kind of crm product; there are customer.")]
    [InlineData("ref(source, 'custmer', id)", "at 13: there is no kind custmer; did you mean customer?")]
    [InlineData("id && ref(`\"crm\"`, 'lead', id)", "at 20: there is no kind of crm lead; there are customer.")]
    [InlineData("'rows[].{ p: ref(''crn'', ''customer'', @) }'", "at 17: there is no system crn; did you mean crm?")]
    public void A_link_to_what_no_system_has_is_a_fault_with_its_place(string expression, string expected)
    {
        Write("a.yaml", $"name: a\n{Head}map:\n  name: name\n  other: {expression}\n");
        Check("check").Lines.ShouldBe([$"a.yaml: line 6: map.other: {expected}"]);
    }

    [Theory]
    [InlineData("ref('crm', 'customer', id)")]
    [InlineData("ref('inventory', 'product', id, 'whatever')")]
    [InlineData("ref(system, kind, id)")]
    [InlineData("ref('crm', kind, id)")]
    [InlineData("ref(join('', ['er', 'p']), 'customer', id)")]
    public void A_link_to_what_a_system_has_or_a_record_says_is_none(string expression)
    {
        Write("a.yaml", $"name: a\n{Head}map:\n  name: name\n  other: {expression}\n");
        Check("check").Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Tests_in_the_file_and_beside_it_run_and_each_that_does_not_hold_is_one_line_with_the_difference()
    {
        Write("countries.csv", "code,name\nDE,Germany\n\"CÔ\",\"Côte, \"\"d'Ivoire\"\"\"\n");
        Write("party.yaml", Party);
        Write("party.tests.yaml", PartyTests);
        Write("gone.tests.yaml", "tests: []");
        var (code, lines, said) = Check("test");
        code.ShouldBe(1);
        lines.ShouldBe(
        [
            "gone.tests.yaml: there is no flow gone.yaml that these are tests of",
            "party.tests.yaml: line 7: tests[4] needs input, and one of expected with the fields that are written, filtered: true, "
                + "error and waits",
            "party.yaml: line 23: tests[3] (a difference): externalId: expected \"7\", is 7; city: expected \"Bonn\", is not there; "
                + "country: \"Côte, \\\"d'Ivoire\\\"\" is not expected",
            "party.tests.yaml: line 6: tests[3] (passes): the filter lets it pass",
        ]);
        said.ShouldContain("2 to mend before all tests can run");
        File.Delete(Path.Combine(_folder.Path, "gone.tests.yaml"));
        Write("party.tests.yaml", "tests:\n  - input: { status: inactive }\n    filtered: true\n");
        Check("test").Said.ShouldContain("1 of 4 tests do not hold");
        (Check("check").Code, Check("check").Said).ShouldBe((1, $"{_folder.Path}: 1 in force; 1 of 4 tests do not hold"));
    }

    [Fact]
    public void Tests_that_hold_are_counted_and_a_folder_without_any_does_not_pass_as_tested()
    {
        Write("a.yaml", $"name: a\n{Head}map: {{ name: name }}\n");
        (Check("test").Code, Check("check").Code).ShouldBe((1, 0));
        Check("test").Said.ShouldContain("there are no tests");
        Write("a.yaml", $"name: a\n{Head}map: {{ name: name }}\ntests: [{{ input: {{ name: x }}, expected: {{ name: x }} }}]\n");
        (Check("test").Code, Check("test").Said).ShouldBe((0, $"{_folder.Path}: 1 tests hold"));
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.Path, name), text);

    private (int Code, string[] Lines, string Said) Check(string what)
    {
        using var errors = new StringWriter();
        using var output = new StringWriter();
        var code = what is "test"
            ? FlowsCommand.Test(_folder.Path, Program.Factory.Modules, output, errors)
            : FlowsCommand.Run(_folder.Path, Program.Factory.Modules, output, errors);
        return (code, errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), output.ToString().Trim());
    }
}
