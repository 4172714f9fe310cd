using Lockstep.Runtime.Storage;

namespace Lockstep.Imports;

/// <summary>Where the imports of a resource are kept; a pair of tables in the schema of its module.</summary>
/// <param name="Record">What a row is about, for example <c>customer</c>: its id is in the column <c>customer_id</c> and under <c>customerId</c> in the verdict file.</param>
/// <param name="Prefix">Goes before the tables' names, where a module has more than one pair.</param>
/// <param name="HasAmounts">Whether verdicts tell what their rows come to.</param>
public sealed record ImportTables(string Record, string Prefix = "", bool HasAmounts = false)
{
    /// <summary>One row for each run.</summary>
    internal string Runs => $"{Prefix}imports";

    /// <summary>The verdicts.</summary>
    internal string Verdicts => $"{Prefix}import_rows";

    /// <summary>The column of verdicts with the id of what a row is about.</summary>
    internal string IdColumn => $"{Record}_id";

    /// <summary>The first line of a verdict file.</summary>
    internal string Header => HasAmounts ? $"row,outcome,{Record}Id,message,line,amount" : $"row,outcome,{Record}Id,message,line";

    /// <summary>Removes old verdicts.</summary>
    /// <param name="module">The module of the tables.</param>
    public RetentionRule Retention(string module) => RetentionRule.By<ImportRetentionOptions>(
        module, static options => options.ImportRows, $"""
        delete from {Verdicts} where (import_id, row) in (
          select import_id, row from {Verdicts} where import_id in (select id from {Runs} where updated_at < $1) limit $2)
        """);
}
