namespace Lockstep.Backup;

/// <summary>How far a copy is. Whoever shows it looks at it when it likes.</summary>
public sealed class CopyProgress
{
    private long _rows;
    private long _total;
    private string _phase = "";
    private string _table = "";

    /// <summary>What is being done, for example <c>writing</c>.</summary>
    public string Phase => Volatile.Read(ref _phase);

    /// <summary>The table that is being copied, for example <c>crm.customers</c>.</summary>
    public string Table => Volatile.Read(ref _table);

    /// <summary>How many rows of this phase are done.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>How many rows this phase has.</summary>
    public long Total => Interlocked.Read(ref _total);

    internal void Enter(string phase, long total)
    {
        Interlocked.Exchange(ref _rows, 0);
        Interlocked.Exchange(ref _total, total);
        Volatile.Write(ref _phase, phase);
    }

    internal void At(string module, string table) => Volatile.Write(ref _table, $"{module}.{table}");

    internal void Add(long rows) => Interlocked.Add(ref _rows, rows);
}
