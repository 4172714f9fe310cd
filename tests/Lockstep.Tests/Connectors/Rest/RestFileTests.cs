namespace Lockstep.Tests.Connectors.Rest;

/// <summary>Whoever writes a file hears of every fault, where it is and what was probably meant.</summary>
public sealed class RestFileTests
{
    [Theory]
    [InlineData("kinds: { customer: { list: customers } }", "line 1: url must be given")]
    [InlineData("url: https://a.test", "line 1: kinds must name at least one kind of record")]
    [InlineData("url: https://a.test\nkinds: { customer: { read: 'c/{id}', lst: customers } }",
        "line 2: kinds.customer.lst is no field here; did you mean list?")]
    [InlineData("url: https://a.test\nkinds: { customer: { read: 'c/{idd}' } }",
        "line 2: kinds.customer.read has {idd}, which nothing fills in; did you mean {id}?")]
    [InlineData("url: https://a.test\nkinds: { customer: { list: /c } }",
        "line 2: kinds.customer.list must be a path below url, without a slash at the beginning")]
    [InlineData("url: https://a.test\nkinds: { customer: { list: 'c?f={\"a\":1}' } }",
        "line 2: kinds.customer.list has a brace that belongs to no place; where one is meant, write %7B or %7D")]
    [InlineData("url: https://a.test\nkinds: { customer: { update: 'PUT c/{id}' } }",
        "line 2: kinds.customer.update replaces whole records by PUT, so read must be given too")]
    [InlineData("url: https://a.test\nkinds: { customer: { changes: 'c?since={since}' } }",
        "line 2: kinds.customer.changes asks by {since}, so answers.changedAt (in a feed: at) must say where the time lies")]
    [InlineData("url: https://a.test\nanswers: { changedAt: at }\nkinds: { customer: { changes: 'c?since={since}&page={page}' } }",
        "line 3: kinds.customer.changes asks by {since} and {page}: a record that changes between two pages moves to the end, and another "
        + "slips from the next page to the one that was read; use {offset} or {after}, or leave {since} out and every round reads the "
        + "list")]
    [InlineData("url: https://a.test\nkinds: { customer: { search: { tel: 'c?t={value}' }, searchByDigits: { tel: 'c?t={value}' } } }",
        "line 2: kinds.customer.searchByDigits has tel, which search has too")]
    [InlineData("url: https://a.test\nanswers: { id: 'a..b' }\nkinds: { customer: { list: c } }",
        "line 2: answers.id must be names with dots, [0] for a place in a list and || between two ways, such as data[0].id; it is a..b")]
    [InlineData("url: https://a.test\nconditional: If-Match\nkinds: { customer: { list: c } }",
        "line 2: conditional must be a header with {version}, such as 'If-Match: \"{version}\"'")]
    [InlineData("url: https://a.test\nconditional: 'If-Match: {version}'\nkinds: { customer: { list: c } }",
        "line 3: kinds.customer.conditional needs answers.version: what is shown must be known first")]
    [InlineData("url: https://a.test\nerrors: { code: code, meanings: { GONE: not-fund } }\nkinds: { customer: { list: c } }",
        "line 2: errors.meanings has GONE: not-fund, which is no cause; did you mean not-found?")]
    [InlineData("url: https://a.test\nheaders: { Authorization: x }\nkinds: { customer: { list: c } }",
        "line 2: headers must not sign in; signIn does")]
    [InlineData("url: https://a.test\nkinds: { customer: { list: c, search: { email: 'c?e={email}' } } }",
        "line 2: kinds.customer.search for email has {email}, which nothing fills in; there are {value}, {limit}.")]
    [InlineData("url: https://a.test\nkinds: { customer: { create: FETCH c } }",
        "line 2: kinds.customer.create must begin with POST, PUT, PATCH or DELETE, or be the path alone; it is FETCH c")]
    [InlineData("url: https://a.test\nonce: { }\nkinds: { customer: { list: c } }",
        "line 2: once.header or id must be given, and not both: what carries the key")]
    public void A_fault_is_told_with_its_line_and_what_was_meant(string file, string fault) => RestSite.Faults(file).ShouldBe([fault]);

    [Fact]
    public void All_faults_are_told_at_once() => RestSite.Faults("""
        url: ftp://a.test
        pagesize: 10
        kinds:
          Customer:
            list: customers?x={nothing}
            update: customers
        """).Count.ShouldBe(5);

    [Theory]
    [InlineData("crm")]
    [InlineData("erp")]
    public void A_small_API_takes_few_lines(string world)
    {
        var file = (world is "crm" ? SystemFiles.Crm : SystemFiles.Erp).Replace("$URL", "https://a.test", StringComparison.Ordinal);
        RestSite.Faults(file).ShouldBeEmpty();
        file.Split('\n').Length.ShouldBeLessThan(100);
    }
}
