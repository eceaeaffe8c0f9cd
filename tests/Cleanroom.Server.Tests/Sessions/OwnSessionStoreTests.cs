using System.Collections.Concurrent;
using System.Text;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Sessions;

/// <summary>A session store of an embedder, through public types only.</summary>
public sealed class OwnSessionStoreTests
{
    [Fact]
    public async Task Sessions_are_kept_in_the_store_of_the_embedder()
    {
        OwnStore? made = null;
        await using (var served = await ServedApplication.GuestAsync("server_functions", new CleanServerOptions { OpenSessionStore = clock => made = new OwnStore(clock) }))
        {
            var answer = await served.SendAsync("GET /session/create?user=7&role=user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            Assert.Contains("Set-Cookie: session=", answer, StringComparison.OrdinalIgnoreCase);
            Assert.Single(made!.Sessions);
        }
        Assert.True(made.IsClosed);
    }

    sealed class OwnStore(TimeProvider clock) : SessionStore(clock)
    {
        public ConcurrentDictionary<SessionKey, string> Sessions { get; } = new();

        readonly ConcurrentDictionary<SessionKey, (long Owner, DateTimeOffset Expires)> _tokens = new();

        public bool IsClosed { get; private set; }

        public override bool IsInProcess => true;

        public override SessionState? Find(SessionKey key) =>
            Sessions.TryGetValue(key, out var text) && SessionText.Read(text) is var state && state.Expires > Clock.GetUtcNow() ? state : null;

        public override void Set(SessionKey key, SessionState state) => Sessions[key] = Encoding.UTF8.GetString(SessionText.Write(state));

        public override SessionState? Change(SessionKey key, Func<SessionState, SessionState> change)
        {
            lock (_tokens)
            {
                if (Find(key) is not { } state) return null;
                var changed = change(state);
                Set(key, changed);
                return changed;
            }
        }

        public override bool Remove(SessionKey key) => Sessions.TryRemove(key, out _);

        public override bool AddToken(SessionKey token, long owner, DateTimeOffset expires) => _tokens.TryAdd(token, (owner, expires));

        public override long? TakeToken(SessionKey token) => _tokens.TryRemove(token, out var taken) && taken.Expires > Clock.GetUtcNow() ? taken.Owner : null;

        public override void Sweep()
        {
        }

        protected override void Close() => IsClosed = true;
    }
}
