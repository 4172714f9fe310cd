namespace Lockstep.Tests.Sync.Pairs;

/// <summary>The files of the simulated systems that flows between two of them go by.</summary>
internal static class PairSystems
{
    private const string Shop =
        """
        name: shop
        connector: rest
        options:
          url: $URL/crm
          pageSize: 100
          once: { header: Idempotency-Key, keptFor: 24h }
          conditional: 'If-Match: "{version}"'
          answers: { items: items, version: version, order: version, changedAt: updatedAt, next: next, deleted: deleted = true }
          errors: { code: error.code, message: error.message, field: error.field }
          kinds:
            customer:
              list: customers?after={after}&limit={limit}
              changes: customers?updatedSince={since}&after={after}&limit={limit}&deleted=true
              read: customers/{id}
              create: customers
              update: customers/{id}
              delete: customers/{id}
              settlesWithin: 50ms
              search:
                email: customers?email={value}&limit={limit}
                externalId: customers?externalId={value}&limit={limit}
        """;

    private const string Erp =
        """
        name: erp
        connector: rest
        options:
          url: $URL/erp/
          pageSize: 100
          answers: { record: data, items: data, version: rev, order: rev, changedAt: modified, next: meta.next }
          errors: { code: 'errors[0].code', message: 'errors[0].message', field: 'errors[0].field' }
          kinds:
            party:
              changes:
                path: parties/changes?after={after}&limit={limit}
                next: meta.next
                more: meta.more
                record: record
                deleted: op = deleted
              read: parties/{id}
              create: POST parties
              update: PATCH parties/{id}
              delete: DELETE parties/{id}
              settlesWithin: 50ms
              search: { email: 'parties?email={value}', ref: 'parties?ref={value}' }
        """;

    /// <summary>The ERP once more, by a list that says nothing of what was deleted; asked for many parties at once.</summary>
    private const string Books = Ledger +
        """

              existing: parties?ids={ids}
        """;

    /// <summary>The same; its parties can be read one by one only.</summary>
    private const string Ledger =
        """
        name: $NAME
        connector: rest
        options:
          url: $URL/erp/
          pageSize: 100
          answers: { record: data, items: data, version: rev, order: rev, changedAt: modified, next: meta.next }
          errors: { code: 'errors[0].code', message: 'errors[0].message', field: 'errors[0].field' }
          kinds:
            party:
              list: parties?after={after}&limit={limit}
              changes: parties?updatedSince={since}&after={after}&limit={limit}
              read: parties/{id}
              create: POST parties
              update: PATCH parties/{id}
              delete: DELETE parties/{id}
              settlesWithin: 50ms
              search: { email: 'parties?email={value}', ref: 'parties?ref={value}' }
        """;

    /// <summary>The ERP once more, with writes on the condition of a version, and versions in the answers to them.</summary>
    private static readonly string Quiet =
        Ledger.Replace("  pageSize: 100", "  pageSize: 100\n  conditional: 'If-Match: \"{version}\"'", StringComparison.Ordinal);

    /// <summary>Writes them.</summary>
    public static async Task WriteAsync(string folder, Uri simulator)
    {
        foreach (var (name, yaml) in new[] { ("shop", Shop), ("erp", Erp), ("books", Books), ("ledger", Ledger), ("quiet", Quiet) })
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder, $"{name}.yaml"),
                yaml.Replace("$NAME", name, StringComparison.Ordinal)
                    .Replace("$URL", simulator.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
        }
    }
}
