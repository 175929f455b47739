/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoint of every call to the SVSM. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM svsm

#if !defined(SVSM_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define SVSM_TRACE_H

#include <linux/tracepoint.h>

TRACE_EVENT(svsm_call,
	TP_PROTO(u32 protocol, u32 call, u64 code, int ret, u64 ns),
	TP_ARGS(protocol, call, code, ret, ns),
	TP_STRUCT__entry(
		__field(u32, protocol)
		__field(u32, call)
		__field(u64, code)
		__field(int, ret)
		__field(u64, ns)
	),
	TP_fast_assign(
		__entry->protocol = protocol;
		__entry->call = call;
		__entry->code = code;
		__entry->ret = ret;
		__entry->ns = ns;
	),
	TP_printk("protocol=%u call=%u code=0x%llx ret=%d ns=%llu",
		  __entry->protocol, __entry->call, __entry->code, __entry->ret, __entry->ns)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
