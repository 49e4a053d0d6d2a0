using ExoRoute.Encoding;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Runtime.Replay;

/// <summary>What records take, in bytes. Not thread-safe.</summary>
public sealed class SizeFigures
{
    private readonly SortedDictionary<RecordSchema, Distribution> _kinds = [];
    private StoredFrame? _frame;

    /// <summary>Lengths of the inputs.</summary>
    public Distribution Inputs { get; } = new();

    /// <summary>Lengths of the decisions.</summary>
    public Distribution Decisions { get; } = new();

    /// <summary>Lengths of the records that carry a plan delta, its children included.</summary>
    public Distribution PlanDeltas => _kinds.GetValueOrDefault(RecordSchema.Placed) ?? new();

    /// <summary>Lengths of records that are of no kind this build knows.</summary>
    public Distribution Unknown { get; } = new();

    /// <summary>Lengths by kind, in the order of the schema numbers.</summary>
    public IReadOnlyDictionary<RecordSchema, Distribution> Kinds => _kinds;

    /// <summary>Records in all.</summary>
    public long Records => Inputs.Count + Decisions.Count + Unknown.Count;

    /// <summary>Bytes of all records.</summary>
    public long Bytes => Inputs.Sum + Decisions.Sum + Unknown.Sum;

    /// <summary>Frames that hold them.</summary>
    public long Frames { get; private set; }

    /// <summary>Bytes of the frames: headers, length prefixes, sums and padding included.</summary>
    public long FrameBytes { get; private set; }

    /// <summary>What the frames add to the records.</summary>
    public long Overhead => FrameBytes - Bytes;

    /// <summary>Takes in the next record.</summary>
    public void Add(StoredEntry entry)
    {
        if (!ReferenceEquals(_frame, entry.Frame))
        {
            _frame = entry.Frame;
            Frames++;
            FrameBytes += entry.Frame.Header.FrameBytes;
        }

        var length = entry.Bytes.Length;
        bool isInput;
        try
        {
            isInput = RecordDecoder.IsInput(entry.Bytes.Span);
        }
        catch (RecordFaultException)
        {
            Unknown.Add(length);
            return;
        }

        (isInput ? Inputs : Decisions).Add(length);
        var kind = (RecordSchema)entry.Bytes.Span[2];
        if (!_kinds.TryGetValue(kind, out var lengths))
        {
            _kinds[kind] = lengths = new();
        }

        lengths.Add(length);
    }
}
