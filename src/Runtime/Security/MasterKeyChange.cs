namespace Lockstep.Runtime.Security;

/// <summary>
/// Changes the master key while no server runs. It may be cut short at any moment: what is at the place of the master key then opens
/// everything (with a file for the new key: that one, once step 4 has begun), and the next run goes on with the same new key; after step 3
/// it ends the old run and makes another one. (1) The new key is written to a file of its own. (2) Every data key is wrapped
/// under it too: now either opens. (3) The new key takes the place of the old one, in one step. (4) The wraps of the old one go.
/// (5) The file of step 1 goes: until then it could replace what a failing disk made of step 3.
/// </summary>
/// <param name="file">Where the master key is.</param>
/// <param name="vaults">The data keys of all databases.</param>
public sealed class MasterKeyChange(MasterKeyFile file, IEnumerable<Vault> vaults)
{
    /// <summary>Runs to the end; the data folder must be held.</summary>
    /// <param name="to">
    /// A file for the new key, which stays there, next to the old one; null to replace the old one. A key that is in it already is taken.
    /// </param>
    /// <param name="ct">Cuts it short.</param>
    /// <returns>How many databases have changed over.</returns>
    /// <exception cref="StartupException">A key can't be read or written, or is not the right one.</exception>
    public async Task<int> RunAsync(string? to, CancellationToken ct)
    {
        if (to is not null && string.Equals(Path.GetFullPath(to), Path.GetFullPath(file.Path), StringComparison.Ordinal))
        {
            throw new StartupException($"{to} holds the present master key; name another file, or leave --to out to replace it.");
        }

        var draft = $"{file.Path}.next";
        var all = vaults.ToList();
        var old = MasterKey.Open(file.Path);
        var fresh = await FreshAsync(all, old, to, draft, ct);
        foreach (var vault in all)
        {
            await vault.LoadAsync([old, fresh], ct);
        }

        foreach (var vault in all)
        {
            await vault.WrapAsync(fresh, ct);
        }

        if (to is null)
        {
            Replace(draft);
        }

        foreach (var vault in all)
        {
            await vault.DropOtherMastersAsync(fresh, ct);
        }

        File.Delete(draft);
        return all.Count;
    }

    /// <summary>A key that is not the present one.</summary>
    private static async Task<MasterKey> FreshAsync(List<Vault> all, MasterKey present, string? to, string draft, CancellationToken ct)
    {
        var fresh = MasterKey.Open(to ?? draft);
        if (!string.Equals(fresh.Fingerprint, present.Fingerprint, StringComparison.Ordinal))
        {
            return fresh;
        }

        return to is null
            ? await FinishAsync(all, present, draft, ct)
            : throw new StartupException(
                $"{to} holds a copy of the present master key; name a file that is not there yet, and a new key is made in it.");
    }

    /// <summary>
    /// Ends a run that was cut short after step 3, perhaps long ago: its new key is the present one by now. Then begins one with a key
    /// that nobody has seen yet, for that is what was asked for.
    /// </summary>
    private static async Task<MasterKey> FinishAsync(List<Vault> all, MasterKey present, string draft, CancellationToken ct)
    {
        foreach (var vault in all)
        {
            await vault.LoadAsync([present], ct);
            await vault.DropOtherMastersAsync(present, ct);
        }

        File.Delete(draft);
        return MasterKey.Open(draft);
    }

    private void Replace(string draft)
    {
        try
        {
            PrivateFile.Write(file.Path, File.ReadAllBytes(draft));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The master key {file.Path} can't be replaced; put the new one elsewhere with --to FILE. The "
                + "present one opens everything as before.", error);
        }
    }
}
