using System.CommandLine;
using Lockstep.Host.Settings;
using Lockstep.Runtime.Storage;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep clean</c>: empties a data folder of what Lockstep made there, and of nothing else.</summary>
internal static class CleanCommand
{
    private const string MasterKey = "master.key";
    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal", ".restoring"];

    private static readonly string[] Others =
    [
        MasterKey, $"{MasterKey}.next", "first-admin.txt", Path.Combine("tls", "certificate.pem"), "restore.unfinished",
    ];

    public static Command Create(HostFactory host)
    {
        var yes = new Option<bool>("--yes") { Description = "Don't ask" };
        var command = new Command(
            "clean",
            "Delete what Lockstep made in the data folder: databases, keys, certificate, shipped flows. Never in a folder that is in "
                + "use or that Lockstep did not make; your own files stay.")
        {
            yes,
        };
        command.SetAction((result, _) => CopyCommand.RunUntilStoppedAsync(
            host, "stopped.", (context, _) =>
                Task.Run(() => Run(context, result.GetValue(yes) || Console.IsInputRedirected ? null : Console.In))));
        return command;
    }

    /// <param name="context">Where.</param>
    /// <param name="answers">Where a person answers; null when nobody is asked.</param>
    public static void Run(CopyContext context, TextReader? answers)
    {
        var folder = HostSettings.FolderOf(context.Settings);
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            context.Output.WriteLine($"There is nothing in {folder}.");
            return;
        }

        if (!File.Exists(Path.Combine(folder, DataFolder.Marker)))
        {
            throw new CommandException($"{folder} has no {DataFolder.Marker}, so it is not a data folder that Lockstep made; nothing "
                + "was deleted.");
        }

        // Held alone while it is emptied: who works on it keeps it.
        var keeps = StoreKinds.Parse(context.Settings["LOCKSTEP_STORE"]) is StoreKind.Postgres;
        using (DataFolder.Open(folder))
        {
            // What is sealed in the databases on a server opens only with the key in this folder.
            var files = Files(context.Host, folder)
                .Where(file => File.Exists(file) && !(keeps && Path.GetFileName(file).StartsWith(MasterKey, StringComparison.Ordinal)))
                .ToList();
            if (answers is not null && !Confirm(context.Output, answers, folder, files))
            {
                throw new CommandException("nothing was deleted.");
            }

            files.ForEach(File.Delete);

            // The marker goes last: cut short before, the folder can still be told as one that may be emptied.
            if (!keeps)
            {
                File.Delete(Path.Combine(folder, DataFolder.Marker));
            }
        }

        Tell(context, folder, keeps);
    }

    private static void Tell(CopyContext context, string folder, bool keeps)
    {
        var left = Sweep(folder);
        context.Output.WriteLine(left.Count == 0 ? $"{folder} is gone."
            : $"What Lockstep made in {folder} is gone; left are {string.Join(", ", left)}.");
        if (keeps)
        {
            context.Output.WriteLine(
                $"The databases on the PostgreSQL server stay, and {MasterKey}, which opens what is sealed in them; drop them there.");
        }
    }

    private static IEnumerable<string> Files(HostFactory host, string folder) => host.Modules
        .SelectMany(module => Suffixes.Select(suffix => Path.Combine(folder, $"{module.Name}.db{suffix}")))
        .Concat(Others.Select(name => Path.Combine(folder, name)))
        .Concat(Flows(Path.Combine(folder, "flows")));

    /// <summary>Those that are still as they were shipped: another one is somebody's work.</summary>
    private static IEnumerable<string> Flows(string folder) => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "flows"))
        .Select(shipped => (Shipped: shipped, Copy: Path.Combine(folder, Path.GetFileName(shipped))))
        .Where(static one => File.Exists(one.Copy) && File.ReadAllBytes(one.Copy).AsSpan().SequenceEqual(File.ReadAllBytes(one.Shipped)))
        .Select(static one => one.Copy);

    private static bool Confirm(TextWriter output, TextReader answers, string folder, List<string> files)
    {
        output.Write($"Delete {files.Count} files that Lockstep made in {folder}, all records among them? [y/N] ");
        output.Flush();
        return answers.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    /// <summary>Removes the folders that are empty now; what is left.</summary>
    private static List<string> Sweep(string folder)
    {
        foreach (var inner in new[] { "flows", "tls" }.Select(name => Path.Combine(folder, name)).Where(Directory.Exists).Append(folder))
        {
            if (!Directory.EnumerateFileSystemEntries(inner).Any())
            {
                Directory.Delete(inner);
            }
        }

        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFileSystemEntries(folder).Select(static entry =>
                Path.GetFileName(entry)).Order(StringComparer.Ordinal)] : [];
    }
}
