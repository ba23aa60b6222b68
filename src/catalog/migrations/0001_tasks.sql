CREATE TABLE `tasks` (
	`id` integer PRIMARY KEY NOT NULL,
	`task_id` text NOT NULL,
	`status` text NOT NULL,
	`success` integer,
	`outcome` text,
	`provider` text,
	`source` text,
	`agent` text,
	`agent_type` text,
	`model` text,
	`repo` text,
	`created_ms` integer NOT NULL,
	`started_ms` integer,
	`completed_ms` integer,
	`cost_usd` real,
	`cost_source` text,
	`input_tokens` integer,
	`output_tokens` integer,
	`cache_read_tokens` integer,
	`cache_write_tokens` integer,
	`duration_ms` integer,
	`error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_by_task_id` ON `tasks` (`task_id`);
--> statement-breakpoint
CREATE VIRTUAL TABLE `task_words` USING fts5(text, content='', contentless_delete=1);
--> statement-breakpoint
CREATE TABLE `behind` (
	`name` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`delivery_id` text PRIMARY KEY NOT NULL,
	`created_ms` integer NOT NULL,
	`task_id` text,
	`is_flushed` integer NOT NULL,
	`stages` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `deliveries_by_creation` ON `deliveries` (`created_ms`);
--> statement-breakpoint
CREATE INDEX `deliveries_unflushed` ON `deliveries` (`is_flushed`,`task_id`);
--> statement-breakpoint
CREATE TABLE `links` (
	`task_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`put_ms` integer NOT NULL,
	PRIMARY KEY(`task_id`, `kind`, `value`)
);
--> statement-breakpoint
CREATE INDEX `links_by_value` ON `links` (`kind`,`value`,`put_ms`);
