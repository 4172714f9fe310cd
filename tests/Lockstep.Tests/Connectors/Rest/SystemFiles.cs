namespace Lockstep.Tests.Connectors.Rest;

/// <summary>The two simulated systems as their files tell of them.</summary>
internal static class SystemFiles
{
    /// <summary>The CRM: bare answers, changes by time, a key in a header.</summary>
    public const string Crm = """
        url: $URL/crm
        test: ping
        pageSize: 3
        once: { header: Idempotency-Key, keptFor: 24h }
        conditional: 'If-Match: "{version}"'
        answers: { items: items, version: version, order: version, changedAt: updatedAt, next: next, total: total, deleted: deleted = true }
        errors:
          code: error.code
          message: error.message
          field: error.field
          meanings: { taken: validation }
        kinds:
          customer:
            list: customers?after={after}&limit={limit}
            changes: customers?updatedSince={since}&after={after}&limit={limit}&deleted=true
            read: customers/{id}
            existing: customers?ids={ids}&limit={limit}
            create: customers
            update: customers/{id}
            delete: customers/{id}
            search:
              email: customers?email={value}&limit={limit}
              externalId: customers?externalId={value}&limit={limit}
        """;

    /// <summary>The ERP: wrapped answers, a feed of changes with deletes, no key and no versions to show.</summary>
    public const string Erp = """
        url: $URL/erp/
        pageSize: 3
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
            existing: parties?ids={ids}
            create: POST parties
            update: PATCH parties/{id}
            delete: DELETE parties/{id}
            search: { email: 'parties?email={value}' }
        """;

    /// <summary>The CRM with another list and nothing but it.</summary>
    public static string Listed(string list, string more = "") => $$"""
        url: $URL/crm
        pageSize: 3
        answers: { items: items, version: version, changedAt: updatedAt, {{more}} }
        kinds: { customer: { list: '{{list}}' } }
        """;
}
