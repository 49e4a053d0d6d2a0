using System.Globalization;
using System.Text;
using ExoRoute.Runtime.Store;
using FASTER.core;
using Microsoft.Data.Sqlite;
using RocksDbSharp;

namespace ExoRoute.Benchmarks.Stores;

/// <summary>A store that takes records and makes a group of them durable.</summary>
internal interface IRacer : IDisposable
{
    void Append(byte[] record);

    /// <summary>Returns when all that was appended is on the disk (or, where the racer says so, in the page cache).</summary>
    void Commit();
}

/// <summary>ExoRoute's store: chain, Merkle tree and sums over every record.</summary>
internal sealed class ExoRouteRacer : IRacer
{
    private readonly FileMedium _medium;
    private readonly RecordStore _store;
    private readonly bool _ahead;
    private Task _last = Task.CompletedTask;

    /// <param name="folder">Where.</param>
    /// <param name="durability">To where a commit goes.</param>
    /// <param name="ahead">Whether the next group is appended while the last one is hashed, written and synced.</param>
    public ExoRouteRacer(string folder, Durability durability, bool ahead)
    {
        _medium = new(folder);
        _store = RecordStore.Open(_medium, new() { Durability = durability });
        _ahead = ahead;
    }

    public void Append(byte[] record) => _store.Append(record);

    public void Commit()
    {
        if (_ahead)
        {
            var before = _last;
            _last = _store.FlushAsync();
            before.GetAwaiter().GetResult();
        }
        else
        {
            _store.Flush();
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        _medium.Dispose();
    }
}

/// <summary>Microsoft FASTER's log. It keeps order and durability; no hashes.</summary>
internal sealed class FasterLogRacer : IRacer
{
    private readonly IDevice _device;
    private readonly FasterLog _log;

    public FasterLogRacer(string folder, bool fast)
    {
        _device = Devices.CreateLogDevice(Path.Combine(folder, "faster.log"));
        _log = new(new FasterLogSettings { LogDevice = _device, FastCommitMode = fast });
    }

    public void Append(byte[] record) => _log.Enqueue(record);

    public void Commit() => _log.Commit(spinWait: true);

    public void Dispose()
    {
        _log.Dispose();
        _device.Dispose();
    }
}

/// <summary>SQLite with a write-ahead log and full syncs: a transaction a group.</summary>
internal sealed class SqliteRacer : IRacer
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _record;
    private SqliteTransaction? _transaction;

    public SqliteRacer(string folder)
    {
        _connection = new(string.Create(CultureInfo.InvariantCulture, $"Data Source={Path.Combine(folder, "records.db")};Pooling=False"));
        _connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE records (i INTEGER PRIMARY KEY, record BLOB NOT NULL)");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO records (record) VALUES ($record)";
        _record = _insert.Parameters.Add("$record", SqliteType.Blob);
    }

    public void Append(byte[] record)
    {
        if (_transaction is null)
        {
            _insert.Transaction = _transaction = _connection.BeginTransaction();
        }

        _record.Value = record;
        _insert.ExecuteNonQuery();
    }

    public void Commit()
    {
        _transaction?.Commit();
        _transaction?.Dispose();
        _transaction = null;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private void Run(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}

/// <summary>RocksDB: a batch a group, written with sync.</summary>
internal sealed class RocksDbRacer : IRacer
{
    private readonly RocksDb _db;
    private readonly WriteOptions _sync = new WriteOptions().SetSync(true);
    private readonly byte[] _key = new byte[8];
    private readonly WriteBatch _batch = new();
    private ulong _next;

    public RocksDbRacer(string folder) => _db = RocksDb.Open(new DbOptions().SetCreateIfMissing(true), Path.Combine(folder, "rocks"));

    public void Append(byte[] record)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(_key, _next++);
        _batch.Put(_key, record);
    }

    public void Commit()
    {
        _db.Write(_batch, _sync);
        _batch.Clear();
    }

    public void Dispose()
    {
        _batch.Dispose();
        _db.Dispose();
    }
}
