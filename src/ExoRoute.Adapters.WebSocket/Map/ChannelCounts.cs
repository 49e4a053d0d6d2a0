using System.Text;

namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>Frames by channel name, in the order first seen. Bounded: a hostile venue cannot fill the memory with names.</summary>
public sealed class ChannelCounts
{
    /// <summary>How many names are kept apart; frames of further ones are counted together.</summary>
    public const int MaxNames = 256;

    private const int MaxNameLength = 128;
    private readonly List<Channel> _channels = [];

    internal ChannelCounts()
    {
    }

    /// <summary>Frames of channels beyond the names kept.</summary>
    public long Others { get; private set; }

    /// <summary>Name and frames of each channel.</summary>
    public IEnumerable<KeyValuePair<string, long>> All => _channels.Select(channel => KeyValuePair.Create(System.Text.Encoding.UTF8.GetString(channel.Name), channel.Frames));

    internal void Count(ReadOnlySpan<byte> name)
    {
        // A connection has a handful of channels: looking along them is faster than hashing, and allocates nothing.
        for (var i = 0; i < _channels.Count; i++)
        {
            var channel = _channels[i];
            if (name.SequenceEqual(channel.Name))
            {
                channel.Frames++;
                return;
            }
        }

        if (_channels.Count < MaxNames && name.Length <= MaxNameLength)
        {
            _channels.Add(new(name.ToArray()) { Frames = 1 });
        }
        else
        {
            Others++;
        }
    }

    private sealed class Channel(byte[] name)
    {
        internal byte[] Name { get; } = name;

        internal long Frames { get; set; }
    }
}
