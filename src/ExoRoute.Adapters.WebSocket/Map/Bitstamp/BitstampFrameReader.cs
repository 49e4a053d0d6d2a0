using System.Text.Json;
using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map.Bitstamp;

/// <summary>Reads Bitstamp's WebSocket API v2 and its REST order book.</summary>
internal sealed class BitstampFrameReader : FrameReader
{
    protected override bool Read(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame)
    {
        var (channel, what) = (default(FrameSlice), default(FrameSlice));
        var entry = VenueFrame.NewEntry(0);
        var sides = 0;
        while (NextProperty(ref json))
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("channel"u8))
            {
                channel = Text(ref json, frame);
            }
            else if (name.SequenceEqual("event"u8))
            {
                what = Text(ref json, frame);
            }
            else if (name.SequenceEqual("data"u8) && json.TokenType == JsonTokenType.StartObject)
            {
                // The channel stands behind the data. Books of every kind have the same fields, so they are read here and judged below.
                if (!ReadBook(ref json, frame, ref entry, ref sides))
                {
                    return false;
                }
            }

            Leave(ref json);
        }

        return Conclude(bytes, frame, channel, what, entry, sides);
    }

    protected override bool ReadRest(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame)
    {
        var entry = VenueFrame.NewEntry(0);
        var sides = 0;
        if (!ReadBook(ref json, frame, ref entry, ref sides))
        {
            return false;
        }

        if (entry.Last < 0 || sides != 2)
        {
            return frame.Fail(FrameFaultKind.WrongShape, 0, "a REST order book needs microtimestamp, bids and asks");
        }

        entry.IsSnapshot = true;
        entry.LevelCount = frame.LevelCount;
        frame.Add(entry);
        return true;
    }

    private static bool ReadBook(ref Utf8JsonReader json, VenueFrame frame, ref FrameEntry entry, ref int sides)
    {
        while (NextProperty(ref json))
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("microtimestamp"u8))
            {
                entry.Last = Whole(ref json);
                entry.VenueTime = VenueTime.Since1970(entry.Last, 1_000);
            }
            else if (name.SequenceEqual("bids"u8) || name.SequenceEqual("asks"u8))
            {
                sides++;
                if (!ReadPairs(ref json, frame, name[0] == (byte)'b' ? BookSide.Bid : BookSide.Ask))
                {
                    return false;
                }
            }

            Leave(ref json);
        }

        return true;
    }

    private static bool Conclude(ReadOnlySpan<byte> bytes, VenueFrame frame, FrameSlice channel, FrameSlice what, FrameEntry entry, int sides)
    {
        var name = frame.Text(bytes, channel);
        var happened = frame.Text(bytes, what);
        frame.Channel = Name(frame, bytes, what, channel);
        var book = "diff_order_book_"u8;
        if (!happened.SequenceEqual("data"u8))
        {
            var known = happened.StartsWith("bts:"u8) || happened.SequenceEqual("trade"u8);
            frame.Kind = happened.SequenceEqual("bts:error"u8) ? FrameKind.Refusal : known ? FrameKind.Other : FrameKind.Unknown;
            return true;
        }

        if (!name.StartsWith(book))
        {
            return true;
        }

        frame.Kind = FrameKind.Book;
        if (entry.Last < 0 || sides != 2 || name.Length == book.Length)
        {
            return frame.Fail(FrameFaultKind.WrongShape, 0, "a diff_order_book frame needs a pair in its channel, microtimestamp, bids and asks");
        }

        entry.Symbol = channel with { At = channel.At + book.Length, Length = channel.Length - book.Length };
        entry.LevelCount = frame.LevelCount;
        frame.Add(entry);
        return true;
    }

    private static FrameSlice Name(VenueFrame frame, ReadOnlySpan<byte> bytes, FrameSlice what, FrameSlice channel)
    {
        var room = frame.Reserve(what.Length + 1 + channel.Length);
        frame.Text(bytes, what).CopyTo(room);
        room[what.Length] = (byte)':';
        frame.Text(bytes, channel).CopyTo(room[(what.Length + 1)..]);
        return frame.Keep(room.Length);
    }
}
