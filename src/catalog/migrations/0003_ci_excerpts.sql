ALTER TABLE `ci_logs` ADD `shorter` text DEFAULT '[]' NOT NULL;
