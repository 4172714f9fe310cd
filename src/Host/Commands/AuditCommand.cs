using System.CommandLine;
using System.Security.Cryptography;
using Lockstep.Contracts.Access;
using Lockstep.Identity;
using Lockstep.Runtime;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep audit verify</c>: checks the audit log, also while a process works on it.</summary>
internal static class AuditCommand
{
    private const int InOrder = 0;
    private const int Broken = 1;
    private const int CannotRead = 2;

    public static Command Create(HostFactory host)
    {
        var verify = new Command(
            "verify", "Check every entry of the audit log, its seals and what it says of the records; changes nothing.");
        var data = new Option<string?>("--data") { Description = "The data folder; LOCKSTEP_DATA or data by default" };
        var anchor = new Option<string?>("--anchor")
        {
            Description = "NUMBER:HASH as a log line or GET /api/audit/head told it earlier; the log must still begin just so",
        };
        verify.Add(data);
        verify.Add(anchor);
        verify.SetAction((result, ct) => RunAsync(
            new AuditSettings(result.GetValue(data), result.GetValue(anchor), Environment.GetEnvironmentVariable), host.Modules,
                Console.Out, Console.Error, ct));
        return new Command("audit", "Look after the audit log") { verify };
    }

    /// <returns>0, 1 when the log was tampered with, 2 when it could not be read.</returns>
    public static async Task<int> RunAsync(
        AuditSettings settings, IReadOnlyList<ModuleManifest> modules, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        try
        {
            var verdict = await VerifyAsync(settings, modules, ct);
            output.WriteLine(verdict.Line);
            return verdict.InOrder ? InOrder : Broken;
        }
        catch (Exception error) when (Explain(error, settings) is { } line)
        {
            errors.WriteLine($"lockstep: {line.ReplaceLineEndings(" ")}");
            return CannotRead;
        }
    }

    private static async Task<AuditVerdict> VerifyAsync(
        AuditSettings settings, IReadOnlyList<ModuleManifest> modules, CancellationToken ct)
    {
        var anchor = settings.Anchor is null
            ? null
            : AuditAnchor.Parse(settings.Anchor)
                ?? throw new CommandException("--anchor must be NUMBER:HASH, the hash with 64 hexadecimal digits.");
        using var stores = settings.Open();
        if (!await stores.HasAsync("identity"))
        {
            throw new CommandException($"There is no {stores.NameOf("identity")} in {stores.Place}; {settings.Remedy}.");
        }

        // Asked here, for the key would be made when it is missing.
        if (!File.Exists(settings.MasterKeyFile))
        {
            throw new CommandException($"The master key {settings.MasterKeyFile} is missing; set LOCKSTEP_MASTER_KEY_FILE to where it is.");
        }

        return await IdentityModule.VerifyAuditAsync(stores, MasterKey.Open(settings.MasterKeyFile), anchor, modules, ct);
    }

    /// <summary>One line with the remedy, or null when this is a bug that deserves its stack trace.</summary>
    private static string? Explain(Exception error, AuditSettings settings) =>
        error switch
        {
            CommandException or StartupException => error.Message,
            OperationCanceledException => "stopped before the end; nothing can be said of the audit log.",
            CryptographicException =>
                $"The audit key was changed, or sealed with another master key than {settings.MasterKeyFile}; set LOCKSTEP_MASTER_KEY_FILE "
                    + $"to the one that belongs to {settings.Place}.",
            StoreException { Fault: StoreFault.Statement } =>
                $"The databases in {settings.Place} are of another version; start this version on them once. {error.Message}",
            StoreException when settings.IsOnServer =>
                $"The databases on {settings.Place} can't be read: {error.Message} Start the server, or correct LOCKSTEP_POSTGRES.",
            StoreException =>
                $"The databases in {settings.Place} can't be read: {error.Message} Give this user "
                    + "read and write access to the folder, or restore a backup.",
            _ => null,
        };
}
