using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>A statement with its values, on its way to the server.</summary>
/// <param name="Sql">The statement.</param>
/// <param name="Values">The values of <c>$1</c>, <c>$2</c> and so on.</param>
internal readonly record struct PostgresStatement(string Sql, params SqlValue[] Values)
{
    /// <exception cref="UnstorableTextException">A text has a NUL character.</exception>
    public NpgsqlBatchCommand ToCommand()
    {
        StorageEvents.Log.Statement(Sql);
        var command = new NpgsqlBatchCommand(Sql);
        foreach (ref readonly var value in Values.AsSpan())
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    /// <summary>Every value says its type, NULL too: a prepared statement is known again by its text and the types of its values.</summary>
    private static NpgsqlParameter Parameter(in SqlValue value) => value.Kind switch
    {
        SqlKind.Integer => new NpgsqlParameter<long> { TypedValue = value.Number, NpgsqlDbType = NpgsqlDbType.Bigint },
        SqlKind.Text => new NpgsqlParameter<string> { TypedValue = Storable(value.Text), NpgsqlDbType = NpgsqlDbType.Text },
        SqlKind.Utf8 => new NpgsqlParameter<byte[]> { TypedValue = Storable(value.Bytes), NpgsqlDbType = NpgsqlDbType.Text },
        SqlKind.Blob => new NpgsqlParameter<byte[]> { TypedValue = value.Bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
        _ => value.NullOf switch
        {
            SqlKind.Null => new NpgsqlParameter { Value = DBNull.Value },
            var kind => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = TypeOf(kind) },
        },
    };

    /// <summary>Half a pair of surrogates becomes a replacement character, as SQLite's texts do on their way into UTF-8.</summary>
    public static string Storable(string text)
    {
        if (text.Contains('\0'))
        {
            throw new UnstorableTextException();
        }

        return text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The same for text that is UTF-8 already.</summary>
    public static byte[] Storable(byte[] text) => text.AsSpan().Contains((byte)0) ? throw new UnstorableTextException() : text;

    private static NpgsqlDbType TypeOf(SqlKind kind) => kind switch
    {
        SqlKind.Integer => NpgsqlDbType.Bigint,
        SqlKind.Blob => NpgsqlDbType.Bytea,
        _ => NpgsqlDbType.Text,
    };
}
